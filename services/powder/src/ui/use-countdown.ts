import { useEffect, useState } from 'react';

/**
 * Counts seconds down to zero by the clock, so that a sleeping tab does not lag. Returns the seconds left, 0 until it
 * is started, and the function that starts it.
 */
export function useCountdown(): readonly [left: number, start: (seconds: number) => void] {
  const [endsAt, setEndsAt] = useState(0);
  return [useSecondsUntil(endsAt), (seconds) => setEndsAt(Date.now() + seconds * 1000)];
}

/** Whole seconds until a moment (milliseconds since 1970), 0 once it has passed. */
export function useSecondsUntil(moment: number): number {
  const [now, setNow] = useState(() => Date.now());
  const over = now >= moment;
  useEffect(() => {
    setNow(Date.now());
    if (over) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [moment, over]);
  return Math.max(0, Math.ceil((moment - now) / 1000));
}
