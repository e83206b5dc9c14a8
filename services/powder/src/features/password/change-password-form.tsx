import Box from '@mui/material/Box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { handleChange } from '@gnar/edge/handle-change';
import { selectAccount } from '../../session/session.slice.ts';
import { Form } from '../../ui/form/form.tsx';
import { HiddenUsername } from '../../ui/form/hidden-username.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { problemOfRequest } from '../../ui/problem-of.ts';
import { Section } from '../../ui/section.tsx';
import { useLeaving } from '../../ui/use-leaving.ts';
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
  const dispatch = useDispatch();
  const [values, setValues] = useState(empty);
  const request = useSelector(changePasswordRequest.select);
  const account = useSelector(selectAccount);
  const email = account?.email ?? '';
  useLeaving(changePasswordRequest.left);
  const [seen, setSeen] = useState(request.status);
  if (seen !== request.status) {
    setSeen(request.status);
    if (request.status === 'succeeded') setValues(empty);
  }
  return (
    <Form
      label={t('password.change.title')}
      labels={{ password: t('field.newPassword') }}
      values={values}
      onChange={handleChange(setValues)}
      onSubmit={() => dispatch(changePasswordRequest.submitted(values))}
      problem={problemOfRequest(request)}
      sending={request.status === 'sending'}
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
