import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch } from 'react-redux';
import { ChangePasswordForm } from '../../features/password/change-password-form.tsx';
import { SessionList } from '../../features/sessions/session-list.tsx';
import { logOutChosen } from '../../session/session.slice.ts';
import { PageTitle } from '../../ui/page-title.tsx';

/** Everything about who may get in: put together here, because its parts belong to different features. */
export function SecurityPage() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  return (
    <Stack spacing={5}>
      <Stack spacing={1}>
        <PageTitle>{t('app.security')}</PageTitle>
        <Typography color="textSecondary">{t('app.securityLead')}</Typography>
      </Stack>
      <Section title={t('password.change.title')} lead={t('password.change.lead')}>
        <ChangePasswordForm />
      </Section>
      <Section title={t('sessions.title')} lead={t('sessions.lead')}>
        <SessionList />
      </Section>
      <Section title={t('sessions.logOutTitle')} lead={t('sessions.logOutLead')}>
        <Button variant="outlined" sx={{ alignSelf: 'flex-start' }} onClick={() => dispatch(logOutChosen())}>
          {t('sessions.logOut')}
        </Button>
      </Section>
    </Stack>
  );
}

function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <Stack component="section" spacing={2.5}>
      <Stack spacing={0.5}>
        <Typography component="h2" variant="h3">
          {title}
        </Typography>
        <Typography color="textSecondary">{lead}</Typography>
      </Stack>
      {children}
    </Stack>
  );
}
