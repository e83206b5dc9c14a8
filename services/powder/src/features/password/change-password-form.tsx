import Box from '@mui/material/Box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { handleChange } from '@gnar/edge/handle-change';
import { selectAccount } from '../../session/session.slice.ts';
import { Form } from '../../ui/form/form.tsx';
import { HiddenUsername } from '../../ui/form/hidden-username.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { Section } from '../../ui/section.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { changePasswordRequest } from './password.slice.ts';

const empty = { currentPassword: '', password: '' };

/** Changes the user's password. */
export function ChangePasswordSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('password.change.title')} lead={t('password.change.lead')}>
      <ChangePasswordForm />
    </Section>
  );
}

function ChangePasswordForm() {
  const { t } = useTranslation();
  const [values, setValues] = useState(empty);
  const request = useRequest(changePasswordRequest);
  const account = useSelector(selectAccount);
  const email = account?.email ?? '';
  const [done, setDone] = useState(request.succeeded);
  if (done !== request.succeeded) {
    setDone(request.succeeded);
    if (request.succeeded) setValues(empty);
  }
  return (
    <Form
      label={t('password.change.title')}
      labels={{ password: t('field.newPassword') }}
      values={values}
      onChange={handleChange(setValues)}
      onSubmit={() => request.submit(values)}
      request={request}
    >
      <HiddenUsername email={email} />
      <PasswordField name="currentPassword" autoComplete="current-password" />
      <NewPasswordField value={values.password} email={email} />
      <Box>
        <SubmitButton fullWidth={false}>{t('password.change.submit')}</SubmitButton>
      </Box>
    </Form>
  );
}
