import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Form } from '../../ui/form/form.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { SplitPage } from '../../ui/split-page.tsx';
import { useCountdown } from '../../ui/use-countdown.ts';
import { useLocationState } from '../../ui/use-location-state.ts';
import { useRequest } from '../../ui/use-request.ts';
import { sendAgainRequest } from './signup.slice.ts';

/** Seconds between two mails: mails are slow and impatience sends many. */
const pause = 30;

export function CheckMailPage() {
  const { t } = useTranslation();
  const { email } = useLocationState();
  const request = useRequest(sendAgainRequest);
  const [left, start] = useCountdown();
  const sendAgain = () => {
    if (email === undefined || left > 0) return;
    request.submit({ email });
    start(pause);
  };
  return (
    <SplitPage
      title={t('signup.checkMail.title')}
      lead={email === undefined ? t('signup.checkMail.leadUnknown') : t('signup.checkMail.lead', { email })}
    >
      <Typography>{t('signup.checkMail.nothing')}</Typography>
      {request.succeeded && (
        <Alert severity="success" role="status">
          {t('signup.checkMail.sentAgain')}
        </Alert>
      )}
      <Form values={{}} onChange={() => undefined} onSubmit={sendAgain} request={request}>
        <Stack direction="row" spacing={1.5} useFlexGap sx={{ flexWrap: 'wrap' }}>
          {email !== undefined && (
            <Button
              type="submit"
              variant="contained"
              aria-disabled={left > 0}
              sx={{ fontVariantNumeric: 'tabular-nums' }}
            >
              {left > 0 ? t('signup.checkMail.againIn', { seconds: left }) : t('signup.checkMail.again')}
            </Button>
          )}
          <LinkButton to="/signup" state={{ email: email ?? '' }}>
            {t('signup.checkMail.other')}
          </LinkButton>
        </Stack>
      </Form>
    </SplitPage>
  );
}
