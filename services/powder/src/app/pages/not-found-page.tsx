import { useTranslation } from 'react-i18next';
import { LinkButton } from '../../ui/link-button.tsx';
import { MessagePage } from '../../ui/message-page.tsx';

/** Any address that is not ours. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <MessagePage title={t('app.notFoundTitle')} text={t('app.notFound')}>
      <LinkButton to="/" variant="contained">
        {t('app.wayHome')}
      </LinkButton>
    </MessagePage>
  );
}
