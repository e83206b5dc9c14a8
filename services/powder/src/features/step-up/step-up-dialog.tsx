import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { handleChange } from '@gnar/edge/handle-change';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { isOutage } from '../../api/problem.ts';
import { stepUpDeclined } from '../../api/step-up.ts';
import { selectAccount } from '../../session/session.slice.ts';
import { Form } from '../../ui/form/form.tsx';
import { HiddenUsername } from '../../ui/form/hidden-username.tsx';
import { PasswordField } from '../../ui/form/password-field.tsx';
import { SubmitButton } from '../../ui/form/submit-button.tsx';
import { useCodeText } from '../../ui/use-code-text.ts';
import { useRequest } from '../../ui/use-request.ts';
import { stepUpRequest } from './step-up.slice.ts';

/** Asks for the password again, above whatever the user was doing. */
export function StepUpDialog() {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  const id = useId();
  const decline = () => dispatch(stepUpDeclined());
  return (
    <Dialog
      open
      fullWidth
      maxWidth="xs"
      onClose={decline}
      aria-labelledby={`${id}title`}
      aria-describedby={`${id}text`}
      slotProps={{ transition: { onEntering: focusFirstField } }}
    >
      <DialogTitle id={`${id}title`}>{t('stepUp.title')}</DialogTitle>
      <DialogContent>
        <Stack spacing={2.5}>
          <Typography id={`${id}text`} color="textSecondary">
            {t('stepUp.text')}
          </Typography>
          <StepUpForm onCancel={decline} />
        </Stack>
      </DialogContent>
    </Dialog>
  );
}

function StepUpForm({ onCancel }: { onCancel: () => void }) {
  const { t } = useTranslation();
  const { problemText } = useCodeText();
  const [values, setValues] = useState({ password: '' });
  const request = useRequest(stepUpRequest);
  const email = useSelector(selectAccount)?.email ?? '';
  const { problem } = request;
  return (
    <Form
      labels={{ password: t('field.currentPassword') }}
      values={values}
      onChange={handleChange(setValues)}
      onSubmit={() => request.submit(values)}
      request={request}
    >
      {/* Behind the dialog a notification could be neither seen nor reached. */}
      {problem && isOutage(problem) && <Alert severity="error">{problemText(problem.code)}</Alert>}
      <HiddenUsername email={email} />
      <PasswordField name="password" autoComplete="current-password" />
      <Stack direction="row-reverse" spacing={1.5} useFlexGap>
        <SubmitButton fullWidth={false}>{t('stepUp.submit')}</SubmitButton>
        <Button onClick={onCancel}>{t('stepUp.cancel')}</Button>
      </Stack>
    </Form>
  );
}

/** The dialog has one thing to fill in, and opens because the user asked for something. */
function focusFirstField(dialog: HTMLElement): void {
  dialog.querySelector<HTMLInputElement>('input:not([hidden])')?.focus();
}
