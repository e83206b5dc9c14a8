import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch } from 'react-redux';
import { useLocation } from 'react-router';
import { handleChange } from '@gnar/edge/handle-change';
import { Field } from '../../ui/form/field.tsx';
import { Form } from '../../ui/form/form.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useLocationState } from '../../ui/use-location-state.ts';
import { useRequest } from '../../ui/use-request.ts';
import { resetMailRequest } from './password.slice.ts';

export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const { hash } = useLocation();
  const { email = addressIn(hash), returnTo } = useLocationState();
  const [values, setValues] = useState({ email });
  const request = useRequest(resetMailRequest);
  if (request.succeeded) {
    return (
      <MessagePage key="sent" title={t('password.forgot.sentTitle')} text={t('password.forgot.sent', values)}>
        <LinkButton to="/login" state={{ ...values, returnTo }} variant="contained">
          {t('password.forgot.back')}
        </LinkButton>
        <Button onClick={() => dispatch(resetMailRequest.left())}>{t('password.forgot.again')}</Button>
      </MessagePage>
    );
  }
  return (
    <SplitPage key="ask" title={t('password.forgot.title')} lead={t('password.forgot.lead')}>
      <Form
        values={values}
        onChange={handleChange(setValues)}
        onSubmit={() => request.submit(values)}
        request={request}
      >
        <Field name="email" type="email" autoComplete="username" inputMode="email" />
        <SubmitButton>{t('password.forgot.submit')}</SubmitButton>
      </Form>
      <Stack sx={{ alignItems: 'flex-start' }}>
        <TextLink alone to="/login" state={{ ...values, returnTo }}>
          {t('password.forgot.back')}
        </TextLink>
      </Stack>
    </SplitPage>
  );
}

/** The address that the link of a mail fills in, where no server sees it; empty when there is none. */
function addressIn(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    // Cut in two by a mail program: the visitor types it.
    return '';
  }
}
