import { useLocation } from 'react-router';

/** Texts that another page of ours left in the history entry, where no server sees them; absent ones are undefined. */
export function useLocationState(): Readonly<Record<string, string | undefined>> {
  const location: { state: unknown } = useLocation();
  return Object.fromEntries(Object.entries(location.state ?? {}).filter(isText));
}

const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string';
