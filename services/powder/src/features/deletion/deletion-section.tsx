import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/link-button.tsx';
import { Section } from '../../ui/section.tsx';

/** Leads to the page that deletes the account. */
export function DeletionSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('deletion.title')} lead={t('deletion.lead')}>
      <LinkButton to="/account/delete" variant="outlined" color="error" sx={{ alignSelf: 'flex-start' }}>
        {t('deletion.open')}
      </LinkButton>
    </Section>
  );
}
