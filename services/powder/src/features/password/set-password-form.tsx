import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handleChange } from '@gnar/edge/handle-change';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { newLinkAt, setPasswordRequest, type PasswordLinkPurpose } from './password.slice.ts';

interface Props {
  token: string;
  purpose: PasswordLinkPurpose;
  email: string;
}

/** Chooses the password of the account that the link was sent to. */
export function SetPasswordForm({ token, purpose, email }: Props) {
  const { t } = useTranslation();
  const [values, setValues] = useState({ email, password: '' });
  const request = useRequest(setPasswordRequest);
  return (
    <Form
      values={values}
      onChange={handleChange(setValues)}
      onSubmit={() => request.submit({ token, purpose, ...values })}
      labels={{ password: t('field.newPassword') }}
      request={request}
      wayOut={
        request.problem?.code === 'link_expired' && (
          <TextLink alone to={newLinkAt[purpose]} state={{ email }} color="inherit">
            {t('password.link.again')}
          </TextLink>
        )
      }
    >
      <Field name="email" type="email" autoComplete="username" readOnly />
      <NewPasswordField value={values.password} email={email} />
      <SubmitButton>{t(`password.${purpose}.submit`)}</SubmitButton>
    </Form>
  );
}
