import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import LinearProgress from '@mui/material/LinearProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDispatch, useSelector } from 'react-redux';
import { isOutage } from '../../api/problem.ts';
import { useCodeText } from '../../ui/use-code-text.ts';
import { useSecondsUntil } from '../../ui/use-countdown.ts';
import { useRequest } from '../../ui/use-request.ts';
import { useWaitText } from '../../ui/use-wait-text.ts';
import type { Problem } from '../../api/problem.ts';
import { checkInRequest, lookedAgain, selectMessage, type MessageState } from './secret-message.slice.ts';

/** Asks off-piste for a secret message, counts down, and shows it. */
export function SecretMessageCard() {
  const { t } = useTranslation();
  const { submit, sending, problem } = useRequest(checkInRequest);
  const state = useSelector(selectMessage);
  return (
    <Card sx={{ p: { xs: 2.5, sm: 3.5 } }} component="section" aria-labelledby="secret-message-title">
      <Stack spacing={2} sx={{ alignItems: 'flex-start' }}>
        <Typography variant="h3" component="h2" id="secret-message-title">
          {t('secretMessage.title')}
        </Typography>
        <Typography color="textSecondary">{t('secretMessage.lead')}</Typography>
        {problem && !isOutage(problem) && <Refusal problem={problem} />}
        <Box aria-live="polite" sx={{ width: '100%' }}>
          <Progress state={state} />
        </Box>
        {state.status !== 'promised' && (
          <Button
            variant={state.status === 'none' ? 'contained' : 'outlined'}
            aria-disabled={sending}
            onClick={() => {
              if (!sending) submit();
            }}
          >
            {state.status === 'none' ? t('secretMessage.ask') : t('secretMessage.askAgain')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function Refusal({ problem }: { problem: Problem }) {
  const { problemText } = useCodeText();
  const wait = useWaitText(problem);
  return (
    <Alert severity="error" sx={{ width: '100%' }}>
      {problemText(problem.code, { wait })}
    </Alert>
  );
}

function Progress({ state }: { state: MessageState }) {
  const { t } = useTranslation();
  const dispatch = useDispatch();
  if (state.status === 'none') return null;
  return (
    <Stack spacing={2}>
      <Typography lang="en" sx={{ fontFamily: 'monospace', fontSize: '0.875rem', overflowWrap: 'anywhere' }}>
        {state.sentence}
      </Typography>
      {state.status === 'promised' && <Countdown dueAt={state.dueAt} total={state.delaySeconds} />}
      {state.status === 'missing' && (
        <Alert
          severity="warning"
          action={
            <Button color="inherit" onClick={() => dispatch(lookedAgain())}>
              {t('secretMessage.look')}
            </Button>
          }
        >
          {t('secretMessage.missing')}
        </Alert>
      )}
      {state.status === 'here' && (
        <Box sx={{ p: 2.5, borderRadius: '16px', bgcolor: 'primary.main', color: 'primary.contrastText' }}>
          <Typography variant="body2" sx={{ opacity: 0.85 }}>
            {t('secretMessage.arrived')}
          </Typography>
          <Typography lang="en" variant="h3" component="p" sx={{ overflowWrap: 'anywhere' }}>
            {state.message}
          </Typography>
        </Box>
      )}
    </Stack>
  );
}

/** The seconds are for the eye only: read aloud every second they would drown everything else. */
function Countdown({ dueAt, total }: { dueAt: number; total: number }) {
  const { t } = useTranslation();
  const left = useSecondsUntil(dueAt, total);
  const text = left > 0 ? t('secretMessage.waiting', { seconds: left }) : t('secretMessage.looking');
  const share =
    left > 0 ? { variant: 'determinate' as const, value: Math.max(0, 100 - (left / total) * 100) } : {};
  return (
    <Stack spacing={1} aria-live="off">
      <Typography sx={{ fontVariantNumeric: 'tabular-nums', fontWeight: 600 }}>{text}</Typography>
      <LinearProgress aria-hidden {...share} sx={{ height: 8, borderRadius: 4 }} />
    </Stack>
  );
}
