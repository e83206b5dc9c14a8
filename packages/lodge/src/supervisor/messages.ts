/** Messages from the lodge to a keeper. */
export type ToKeeper<Settings> = { kind: 'start'; settings: Settings } | { kind: 'stop' };

/** Messages from a keeper to the lodge. `pid` is the server's own process; `ended` comes after `ready`, if at all. */
export type FromKeeper =
  | { kind: 'ready'; pid: number }
  | { kind: 'failed'; code: string; message: string }
  | { kind: 'ended'; how: string };

export function isToKeeper<Settings>(message: unknown): message is ToKeeper<Settings> {
  return hasKind(message) && ['start', 'stop'].includes(message.kind);
}

export function isFromKeeper(message: unknown): message is FromKeeper {
  return hasKind(message) && ['ready', 'failed', 'ended'].includes(message.kind);
}

function hasKind(message: unknown): message is { kind: string } {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
  );
}
