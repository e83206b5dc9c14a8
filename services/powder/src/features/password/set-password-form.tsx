import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { handleChange } from '@gnar/edge/handle-change';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { problemOfRequest } from '../../ui/problem-of.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { useLeaving } from '../../ui/use-leaving.ts';
import { NewPasswordField } from './new-password-field.tsx';
import { setPasswordRequest, type PasswordLinkPurpose } from './password.slice.ts';

interface Props {
  token: string;
  purpose: PasswordLinkPurpose;
  email: string;
}

/** Chooses the password of the account that the link was sent to. */
export function SetPasswordForm({ token, purpose, email }: Props) {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const [values, setValues] = useState({ email, password: '' });
  const request = useSelector(setPasswordRequest.select);
  const problem = problemOfRequest(request);
  useLeaving(setPasswordRequest.left);
  return (
    <Form
      values={values}
      onChange={handleChange(setValues)}
      onSubmit={() => dispatch(setPasswordRequest.submitted({ token, purpose, ...values }))}
      labels={{ password: t('field.newPassword') }}
      problem={problem}
      sending={request.status === 'sending'}
      wayOut={
        problem?.code === 'link_expired' && (
          <TextLink
            alone
            to={purpose === 'activate' ? '/signup' : '/forgot-password'}
            state={{ email }}
            color="inherit"
          >
            {t(`password.${purpose}.again`)}
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
