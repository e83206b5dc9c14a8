import { useEffect, useState } from 'react';

/**
 * Counts seconds down to zero by the clock, so that a sleeping tab does not lag. Returns the seconds left, 0 until it
 * is started, and the function that starts it.
 */
export function useCountdown(): readonly [left: number, start: (seconds: number) => void] {
  const [{ endsAt, seconds }, setRun] = useState({ endsAt: 0, seconds: 0 });
  const start = (length: number) => setRun({ endsAt: Date.now() + length * 1000, seconds: length });
  return [useSecondsUntil(endsAt, seconds), start];
}

/**
 * Whole seconds until a moment, 0 once it has passed.
 *
 * @param moment milliseconds since 1970
 * @param atMost how many seconds there were when it began, which is what shows until the clock was looked at
 */
export function useSecondsUntil(moment: number, atMost: number): number {
  const [now, setNow] = useState(() => Date.now());
  const over = now >= moment;
  useEffect(() => {
    if (over) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [moment, over]);
  return Math.min(atMost, Math.max(0, Math.ceil((moment - now) / 1000)));
}
