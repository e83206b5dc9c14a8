import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Card from '@mui/material/Card';
import Chip from '@mui/material/Chip';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { Session } from '@gnar/contract';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { Section } from '../../ui/section.tsx';
import { useCodeText } from '../../ui/use-code-text.ts';
import { useRequest } from '../../ui/use-request.ts';
import { endRequest, listRequest, selectEnding, selectSessions } from './sessions.slice.ts';
import { useRelativeTime } from './use-relative-time.ts';

/** Every place where the user is signed in, each with a way to end it. */
export function SessionsSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('sessions.title')} lead={t('sessions.lead')}>
      <SessionList />
    </Section>
  );
}

function SessionList() {
  const { t } = useTranslation();
  const sessions = useSelector(selectSessions);
  const { submit: load, problem } = useRequest(listRequest);
  const { submit: end } = useRequest(endRequest);
  useEffect(load, [load]);
  if (sessions === null && problem) return <Failed code={problem.code} onRetry={load} />;
  return (
    <Stack component="ul" spacing={1.5} sx={{ m: 0, p: 0, listStyle: 'none' }} aria-busy={sessions === null}>
      {sessions === null ? (
        <Skeleton
          component="li"
          variant="rounded"
          height={82}
          sx={{ borderRadius: '20px' }}
          aria-label={t('loading')}
        />
      ) : (
        sessions.map((session) => <Item key={session.sid} session={session} onEnd={end} />)
      )}
    </Stack>
  );
}

function Item({ session, onEnd }: { session: Session; onEnd: (sid: string) => void }) {
  const { t } = useTranslation();
  const ago = useRelativeTime();
  const ending = useSelector(selectEnding);
  const device = useDeviceName()(session.device);
  const facts = [
    t('sessions.since', { when: ago(session.createdAt) }),
    t('sessions.seen', { when: ago(session.lastSeenAt) }),
    session.ip,
  ];
  return (
    <Card component="li" sx={{ p: 2 }}>
      <Stack
        direction={{ xs: 'column', sm: 'row' }}
        spacing={1.5}
        sx={{ alignItems: { sm: 'center' }, justifyContent: 'space-between' }}
      >
        <Stack spacing={0.25} sx={{ minWidth: 0 }}>
          <Stack direction="row" spacing={1} useFlexGap sx={{ alignItems: 'center', flexWrap: 'wrap' }}>
            <Typography sx={{ fontWeight: 620, overflowWrap: 'anywhere' }}>{device}</Typography>
            {session.current && <Chip size="small" color="primary" label={t('sessions.current')} />}
          </Stack>
          <Typography variant="body2" color="textSecondary">
            {facts.filter(Boolean).join(' · ')}
          </Typography>
        </Stack>
        {!session.current && (
          <Button
            variant="outlined"
            sx={{ flex: 'none' }}
            aria-label={t('sessions.endOf', { device })}
            aria-disabled={ending === session.sid}
            onClick={() => onEnd(session.sid)}
          >
            {t('sessions.end')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

/** `Firefox on Linux`, as the service says it, in the user's language. */
function useDeviceName(): (device: string | null) => string {
  const { t } = useTranslation();
  return (device) => {
    if (device === null) return t('sessions.unknownDevice');
    const [browser = '', system] = device.split(' on ');
    return system === undefined ? device : t('sessions.device', { browser, system });
  };
}

function Failed({ code, onRetry }: { code: string; onRetry: () => void }) {
  const { t } = useTranslation();
  const { problemText } = useCodeText();
  return (
    <Alert
      severity="error"
      action={
        <Button color="inherit" onClick={() => onRetry()}>
          {t('action.retry')}
        </Button>
      }
    >
      {t('sessions.failed')} {problemText(code, { wait: t('wait.now') })}
    </Alert>
  );
}
