import type { Reply } from './reply.ts';
import type { Lease } from './lease.ts';
import type { RouteRequest } from './route-request.ts';

/** One event: `id` is what a client that comes back names as the last it has seen. */
export interface ServerSentEvent {
  readonly id?: string;
  /** Its type; default `message`. */
  readonly event?: string;
  /** A text is sent as it is, anything else as JSON. */
  readonly data: unknown;
}

export interface SseStream {
  /** What a client that comes back has seen last: continue after it. */
  readonly lastEventId: string | undefined;
  /** Aborted when the stream ends, for whatever reason. */
  readonly signal: AbortSignal;
}

export interface SseOptions {
  /** A comment is sent as often. Default 15; proxies cut what is silent for a minute. */
  heartbeatSeconds?: number;
  /** Open at once, of one account (without a session: of one IPv4 address or IPv6 /64) in one process. Default 5. */
  maxPerPerson?: number;
  /** How long a client waits before it comes back. Default 3. */
  retrySeconds?: number;
}

type SseRequest = Pick<RouteRequest<unknown, unknown, unknown, unknown>, 'headers' | 'hold'>;

const none = Symbol('nothing came in time');

/**
 * Answers with server-sent events until the source ends. The stream ends by itself when its session or its token does, and
 * when the service stops; a client comes back with Last-Event-ID. Before each event the session is checked.
 *
 * @throws TooManyRequestsError when the person has as many open as may be
 */
export function sse(
  request: SseRequest,
  source: (stream: SseStream) => AsyncIterable<ServerSentEvent>,
  { heartbeatSeconds = 15, maxPerPerson = 5, retrySeconds = 3 }: SseOptions = {},
): Reply {
  const lease = request.hold(maxPerPerson);
  const given = request.headers['last-event-id'];
  const lastEventId = typeof given === 'string' && given !== '' ? given : undefined;
  const events = source({ lastEventId, signal: lease.signal });
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    headers: undefined,
    body: frames({ lease, events, heartbeatMs: heartbeatSeconds * 1000, retryMs: retrySeconds * 1000 }),
  };
}

interface Frames {
  lease: Lease;
  events: AsyncIterable<ServerSentEvent>;
  heartbeatMs: number;
  retryMs: number;
}

async function* frames({ lease, events, heartbeatMs, retryMs }: Frames): AsyncGenerator<string> {
  yield `retry: ${retryMs}\n\n`;
  const iterator = events[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const result = await within(heartbeatMs, next, lease.signal);
      if (result === none) {
        if (lease.signal.aborted) return;
        yield ':\n\n';
      } else if (result.done === true || !(await lease.check())) {
        return;
      } else {
        yield frameOf(result.value);
        next = iterator.next();
      }
    }
  } finally {
    // Not awaited: a source that ignores the signal would keep the answer open.
    void iterator.return?.().catch(() => undefined);
  }
}

async function within<T>(ms: number, next: Promise<T>, signal: AbortSignal): Promise<T | typeof none> {
  const waiting = Promise.withResolvers<typeof none>();
  const stop = () => waiting.resolve(none);
  const timer = setTimeout(stop, ms);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([next, waiting.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function frameOf({ id, event, data }: ServerSentEvent): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return `${field('id', id)}${field('event', event)}${lines.join('')}\n`;
}

function field(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  // A line break would begin another field, and NUL makes clients ignore an id.
  if (/[\r\n\0]/.test(value)) throw new TypeError(`The ${name} of an event has a line break or NUL.`);
  return `${name}: ${value}\n`;
}
