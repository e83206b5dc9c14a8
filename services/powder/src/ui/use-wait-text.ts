import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../api/problem.ts';
import { useSecondsUntil } from './use-countdown.ts';

/** How long is left to wait after a problem that says so, counting down, in words: "40 seconds", "3 minutes". */
export function useWaitText(problem: Problem): string {
  const { t } = useTranslation();
  const [wait, setWait] = useState(() => startOf(problem));
  if (wait.problem !== problem) setWait(startOf(problem));
  const left = useSecondsUntil(wait.endsAt, problem.retryAfterSeconds ?? 0);
  if (left === 0) return t('wait.now');
  return left > 90 ? t('wait.minutes', { count: Math.ceil(left / 60) }) : t('wait.seconds', { count: left });
}

const startOf = (problem: Problem) => ({
  problem,
  endsAt: Date.now() + (problem.retryAfterSeconds ?? 0) * 1000,
});
