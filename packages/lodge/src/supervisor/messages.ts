/** What the lodge tells a keeper. */
export type ToKeeper<Settings> = { kind: 'start'; settings: Settings } | { kind: 'stop' };

/** What a keeper tells the lodge. `pid` is the server's own process. */
export type FromKeeper = { kind: 'ready'; pid: number } | { kind: 'failed'; code: string; message: string };

export function isToKeeper<Settings>(message: unknown): message is ToKeeper<Settings> {
  return hasKind(message) && ['start', 'stop'].includes(message.kind);
}

export function isFromKeeper(message: unknown): message is FromKeeper {
  return hasKind(message) && ['ready', 'failed'].includes(message.kind);
}

function hasKind(message: unknown): message is { kind: string } {
  return (
    typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
  );
}
