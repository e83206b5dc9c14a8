import Stack from '@mui/material/Stack';
import { handleChange } from '@gnar/edge/handle-change';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { selectAccount } from '../../session/session.slice.ts';
import { Form } from '../../ui/form/form.tsx';
import { HiddenUsername } from '../../ui/form/hidden-username.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { useRequest } from '../../ui/use-request.ts';
import { deleteRequest } from './deletion.slice.ts';

/** Asks for the password before the account is deleted. */
export function DeletionPage() {
  const { t } = useTranslation();
  const account = useSelector(selectAccount);
  const [values, setValues] = useState({ password: '' });
  const request = useRequest(deleteRequest);
  if (!account) return null;
  return (
    <SplitPage title={t('deletion.title')} lead={t('deletion.lead')}>
      <Form
        labels={{ password: t('field.currentPassword') }}
        values={values}
        onChange={handleChange(setValues)}
        onSubmit={() => request.submit({ id: account.id, ...values })}
        request={request}
      >
        <HiddenUsername email={account.email} />
        <PasswordField name="password" autoComplete="current-password" />
        <SubmitButton color="error">{t('deletion.submit')}</SubmitButton>
      </Form>
      <Stack sx={{ alignItems: 'flex-start' }}>
        <TextLink alone to="/account/security">
          {t('deletion.keep')}
        </TextLink>
      </Stack>
    </SplitPage>
  );
}
