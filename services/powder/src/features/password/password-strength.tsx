import Box from '@mui/material/Box';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import type { ScorePasswordResponse } from '@gnar/contract';
import { useTranslation } from 'react-i18next';
import { useSelector } from 'react-redux';
import { useText } from '../../ui/use-text.ts';
import { selectStrength, type StrengthState } from './strength.slice.ts';

const colours = ['error.main', 'error.main', 'warning.main', 'warning.main', 'success.main'];
const segments = [0, 1, 2, 3];

/** How many of the four segments are lit: the last one only when the password would be taken. */
const litOf = ({ score, acceptable }: ScorePasswordResponse) => (acceptable ? 4 : Math.min(score, 3));

/** The strength of the password that is being typed, as a bar and in words. */
export function PasswordStrength({ id }: { id: string }) {
  const { t } = useTranslation();
  const strength = useSelector(selectStrength);
  const lit = 'result' in strength ? Math.max(1, litOf(strength.result)) : 0;
  return (
    <Stack spacing={0.75}>
      <Stack
        direction="row"
        spacing={0.75}
        aria-hidden
        sx={{ opacity: strength.status === 'outdated' ? 0.5 : 1 }}
      >
        {segments.map((segment) => (
          <Box
            key={segment}
            sx={{
              flex: 1,
              height: 6,
              borderRadius: '3px',
              forcedColorAdjust: 'none',
              bgcolor: segment < lit ? colours[lit] : 'divider',
              transition: 'background-color 200ms',
            }}
          />
        ))}
      </Stack>
      <Box id={id} role="status" aria-label={t('password.strength.label')} sx={{ minHeight: 66 }}>
        <Words strength={strength} />
      </Box>
    </Stack>
  );
}

function Words({ strength }: { strength: StrengthState }) {
  const { t } = useTranslation();
  // The service's English advice in the user's language, where there are words for it.
  const advice = new Map(Object.entries(t('password.advice', { returnObjects: true })));
  const verdict = useVerdict(strength);
  const result = 'result' in strength ? strength.result : undefined;
  const hints =
    result && !result.acceptable ? [result.warning ?? '', ...result.suggestions].filter(Boolean) : [];
  return (
    <>
      <Typography
        variant="body2"
        sx={{ fontWeight: result ? 600 : 400, color: result ? 'text.primary' : 'text.secondary' }}
      >
        {verdict}
      </Typography>
      {hints.length > 0 && (
        <Typography variant="body2" color="textSecondary">
          {hints.map((hint) => (advice.get(hint) ?? hint).replace(/\.?$/, '.')).join(' ')}
        </Typography>
      )}
      {result?.acceptable === false && hints.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('password.strength.rule')}
        </Typography>
      )}
    </>
  );
}

/** The one line that matters. */
function useVerdict(strength: StrengthState): string {
  const { t } = useTranslation();
  const text = useText();
  if (strength.status === 'empty') return t('password.strength.rule');
  if (strength.status === 'unknown') return t('password.strength.unknown');
  const { score, pwned, acceptable } = strength.result;
  if (pwned === true) return t('password.strength.pwned');
  if (acceptable) return t('password.strength.acceptable');
  if (score >= 4) return t('password.strength.common');
  return text(`password.strength.score_${score}`);
}
