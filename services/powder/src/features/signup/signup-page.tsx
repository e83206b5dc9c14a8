import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { handleChange } from '@gnar/edge/handle-change';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLocationState } from '../../ui/use-location-state.ts';
import { useRequest } from '../../ui/use-request.ts';
import { signUpRequest } from './signup.slice.ts';

export function SignupPage() {
  const { t } = useTranslation();
  const { email = '', returnTo } = useLocationState();
  const [values, setValues] = useState({ email });
  const signUp = useRequest(signUpRequest);
  return (
    <SplitPage title={t('signup.title')} lead={t('signup.lead')}>
      <Form
        values={values}
        onChange={handleChange(setValues)}
        onSubmit={() => signUp.submit(values)}
        request={signUp}
      >
        <Field name="email" type="email" autoComplete="email" inputMode="email" />
        <SubmitButton>{t('signup.submit')}</SubmitButton>
      </Form>
      <Typography color="textSecondary">
        {t('signup.known')}{' '}
        <TextLink to="/login" state={{ email: values.email, returnTo }}>
          {t('signup.logIn')}
        </TextLink>
      </Typography>
    </SplitPage>
  );
}
