import { useLocation } from 'react-router';

/** Texts that another page of ours left in the history entry, where no server sees them; absent ones are undefined. */
export function useLocationState(): Readonly<Record<string, string | undefined>> {
  const { state }: { state: unknown } = useLocation();
  if (typeof state !== 'object' || state === null) return {};
  return Object.fromEntries(Object.entries(state).filter(([, value]) => typeof value === 'string'));
}
