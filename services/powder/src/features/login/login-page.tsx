import Alert from '@mui/material/Alert';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { handleChange } from '@gnar/edge/handle-change';
import { selectSessionEnd } from '../../session/session.slice.ts';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLocationState } from '../../ui/use-location-state.ts';
import { useRequest } from '../../ui/use-request.ts';
import { logInRequest } from './login.slice.ts';

export function LoginPage() {
  const { t } = useTranslation();
  const { email = '', returnTo } = useLocationState();
  const [values, setValues] = useState({ email, password: '' });
  const logIn = useRequest(logInRequest);
  const notice = useNotice();
  return (
    <SplitPage title={t('login.title')} lead={t('login.lead')}>
      {notice !== undefined && !logIn.problem && (
        <Alert severity={notice.good ? 'success' : 'info'} role="status">
          {notice.text}
        </Alert>
      )}
      <Form
        values={values}
        onChange={handleChange(setValues)}
        onSubmit={() => logIn.submit(values)}
        request={logIn}
      >
        <Field name="email" type="email" autoComplete="username" inputMode="email" />
        <PasswordField name="password" autoComplete="current-password" />
        <SubmitButton>{t('login.submit')}</SubmitButton>
      </Form>
      <Stack>
        <Typography>
          <TextLink alone to="/forgot-password" state={{ email: values.email, returnTo }}>
            {t('login.forgot')}
          </TextLink>
        </Typography>
        <Typography color="textSecondary">
          {t('login.newHere')}{' '}
          <TextLink to="/signup" state={{ email: values.email, returnTo }}>
            {t('login.signUp')}
          </TextLink>
        </Typography>
      </Stack>
    </SplitPage>
  );
}

/** Why the visitor is here, when it was not their own idea. */
function useNotice(): { good: boolean; text: string } | undefined {
  const { t } = useTranslation();
  const { notice, returnTo } = useLocationState();
  const endedBy = useSelector(selectSessionEnd);
  if (notice === 'activated' || notice === 'reset') return { good: true, text: t(`login.notice.${notice}`) };
  if (endedBy !== null && endedBy !== 'logged_out')
    return { good: false, text: t(`login.notice.${endedBy}`) };
  return returnTo === undefined ? undefined : { good: false, text: t('login.notice.returning') };
}
