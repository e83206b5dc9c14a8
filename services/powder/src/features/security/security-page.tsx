import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDispatch } from 'react-redux';
import { useShown } from '../../manifest/shown.ts';
import { logOutChosen } from '../../session/session.slice.ts';
import { PageTitle } from '../../ui/page-title.tsx';
import { Section } from '../../ui/section.tsx';

export function SecurityPage() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const { parts } = useShown();
  return (
    <Stack spacing={5}>
      <Stack spacing={1}>
        <PageTitle>{t('security.title')}</PageTitle>
        <Typography color="textSecondary">{t('security.lead')}</Typography>
      </Stack>
      {parts.security.map(({ name, Part }) => (
        <Part key={name} />
      ))}
      <Section title={t('security.logOutTitle')} lead={t('security.logOutLead')}>
        <Button variant="outlined" sx={{ alignSelf: 'flex-start' }} onClick={() => dispatch(logOutChosen())}>
          {t('security.logOut')}
        </Button>
      </Section>
    </Stack>
  );
}
