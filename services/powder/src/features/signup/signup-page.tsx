import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { handleChange } from '@gnar/edge/handle-change';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { problemOfRequest } from '../../ui/problem-of.ts';
import { SplitPage } from '../../ui/split-page.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLeaving } from '../../ui/use-leaving.ts';
import { useLocationState } from '../../ui/use-location-state.ts';
import { signUpRequest } from './signup.slice.ts';

export function SignupPage() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const { email = '' } = useLocationState();
  const [values, setValues] = useState({ email });
  const request = useSelector(signUpRequest.select);
  useLeaving(signUpRequest.left);
  return (
    <SplitPage title={t('signup.title')} lead={t('signup.lead')}>
      <Form
        values={values}
        onChange={handleChange(setValues)}
        onSubmit={() => dispatch(signUpRequest.submitted(values))}
        problem={problemOfRequest(request)}
        sending={request.status === 'sending'}
      >
        <Field name="email" type="email" autoComplete="email" inputMode="email" />
        <SubmitButton>{t('signup.submit')}</SubmitButton>
      </Form>
      <Typography color="textSecondary">
        {t('signup.known')}{' '}
        <TextLink to="/login" state={{ email: values.email }}>
          {t('signup.logIn')}
        </TextLink>
      </Typography>
    </SplitPage>
  );
}
