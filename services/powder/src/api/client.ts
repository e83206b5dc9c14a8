import type { Operations, operations } from '@gnar/contract';
import ky, { HTTPError, isKyError, type KyInstance } from 'ky';
import { decodeJwt, type JwtStore } from '@gnar/edge/jwt';
import { noAnswer, parseProblem } from './parse-problem.ts';
import { ProblemError } from './problem-error.ts';
import { isAccessRefused } from './problem.ts';
import type { SendWithBody, SendWithoutBody } from './typed-requests.ts';

/** The service's door. Every method rejects with a ProblemError and with nothing else. */
export interface ApiClient<All extends Operations = typeof operations> {
  get: SendWithoutBody<All, 'get'>;
  post: SendWithBody<All, 'post'>;
  put: SendWithBody<All, 'put'>;
  patch: SendWithBody<All, 'patch'>;
  delete: SendWithoutBody<All, 'delete'>;
  /** The same door for requests that are called off when the signal aborts. */
  until(signal: AbortSignal): ApiClient<All>;
  /** The same door for a request that ends the session and brings another: until it is answered, no tab believes a refusal. */
  replacingSession(): ApiClient<All>;
}

type Locks = Pick<LockManager, 'request'>;

interface ClientOptions {
  jwt: JwtStore;
  /** The session's token was replaced by a newer one. */
  onToken: (token: string) => void;
  /** Milliseconds until a request counts as unanswered; default 15 s, more than the service's own time-outs. */
  timeout?: number;
  /** Those that all tabs share; default the browser's. */
  locks?: Locks | undefined;
}

interface Way {
  signal?: AbortSignal;
  replacesSession?: boolean;
}

type QueryValue = string | number | boolean | null | undefined;
type Query = Readonly<Record<string, QueryValue | QueryValue[]>>;

interface Parameters {
  params?: Readonly<Record<string, string>>;
  query?: Query;
}

interface OutgoingRequest extends Parameters {
  method: string;
  /** With `:name` for each of `params`. */
  path: string;
  body?: object | undefined;
}

/** Held while a request replaces the session: the old one may have ended, and the new token is not kept yet. */
const replacementLock = 'gnar-session-replacement';

const bearer = /^Bearer\s+(\S+)$/i;

/**
 * Adds the token to every request and keeps the fresh one that comes back. Nothing that may have been done is repeated: the
 * user decides that, with the Retry of a notification. A request that was refused with a token which another one has
 * replaced meanwhile, as in another tab, is sent once more.
 */
export function createClient<All extends Operations = typeof operations>({
  jwt,
  onToken,
  timeout = 15_000,
  locks = browserLocks(),
}: ClientOptions): ApiClient<All> {
  const http: KyInstance = ky.create({
    baseUrl: window.location.origin,
    retry: 0,
    timeout,
    cache: 'no-store',
    // The service keeps a cookie that tells a device which has logged in before from a stranger's.
    credentials: 'same-origin',
    referrerPolicy: 'no-referrer',
    hooks: {
      beforeRequest: [
        ({ request }) => {
          const token = jwt.read();
          if (token !== null) request.headers.set('Authorization', `Bearer ${token}`);
        },
      ],
      afterResponse: [
        ({ request, response }) => {
          const token = tokenIn(response.headers);
          if (token === undefined || isOfAnotherSession(tokenIn(request.headers), jwt.read())) return;
          jwt.store(token);
          onToken(token);
        },
      ],
    },
  });

  async function send(way: Way, request: OutgoingRequest, isRepeated = false): Promise<unknown> {
    const { signal, replacesSession = false } = way;
    const { method, path, params = {}, query, body } = request;
    const place = path.replaceAll(/:(\w+)/g, (_, name: string) => segmentOf(path, name, params[name]));
    const content = body instanceof FormData ? { body } : body !== undefined && { json: body };
    const exchange = () =>
      http(place, {
        method,
        ...content,
        ...(query && { searchParams: searchOf(query) }),
        ...(signal && { signal }),
      });
    try {
      const alone = replacesSession && locks !== undefined;
      const response = await (alone ? locks.request(replacementLock, exchange) : exchange());
      const text = await response.text();
      return text === '' ? undefined : JSON.parse(text);
    } catch (error) {
      if (error instanceof HTTPError) {
        const problem = parseProblem(error.response, dataOf(error));
        const sent = tokenIn(error.request.headers);
        if (sent === undefined || !isAccessRefused(problem)) throw new ProblemError(problem, error);
        await locks?.request(replacementLock, { mode: 'shared' }, () => undefined);
        const kept = jwt.read();
        if (kept === null || kept === sent) throw new ProblemError(problem, error);
        if (!isRepeated && personOf(kept) === personOf(sent)) return send(way, request, true);
        // The session that was refused is not the one that goes on; asked again, the service will answer that one.
        throw new ProblemError(noAnswer, error);
      }
      if (isKyError(error) || error instanceof TypeError || error instanceof SyntaxError) {
        throw new ProblemError(noAnswer, error);
      }
      throw error;
    }
  }

  const door = (way: Way) => {
    const withoutBody =
      (method: string) => (path: string, options?: Omit<OutgoingRequest, 'method' | 'path'>) =>
        send(way, { method, path, ...options });
    const withBody = (method: string) => (path: string, body?: object, options?: Parameters) =>
      send(way, { method, path, body, ...options });
    const untyped = {
      get: withoutBody('GET'),
      post: withBody('POST'),
      put: withBody('PUT'),
      patch: withBody('PATCH'),
      delete: withoutBody('DELETE'),
      until: (signal: AbortSignal) => door({ ...way, signal }),
      replacingSession: () => door({ ...way, replacesSession: true }),
    };
    // The contract says what comes: answers are not checked again at run time.
    return untyped as ApiClient<All>;
  };
  return door({});
}

/** One segment of a path: `.` and `..` would change those around it, however they are written (WHATWG URL, 4.4). */
function segmentOf(path: string, name: string, value = ''): string {
  if (!/^\.{0,2}$/.test(value) && value.isWellFormed()) return encodeURIComponent(value);
  const shown = JSON.stringify(value);
  const cause = new Error(`The parameter "${name}" of ${path} is ${shown}, which no path can hold.`);
  throw new ProblemError({ code: 'not_found', status: 404, errors: [] }, cause);
}

/** A list becomes the same name several times; what is absent or null is left out. */
const searchOf = (query: Query): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value].flat().flatMap((one) => (one === undefined || one === null ? [] : [[name, String(one)]])),
    ),
  );

/** None on a page that came without TLS. */
function browserLocks(): Locks | undefined {
  return navigator.locks;
}

const tokenIn = (headers: Headers): string | undefined =>
  bearer.exec(headers.get('Authorization') ?? '')?.[1];

const personOf = (token: string): string | undefined => decodeJwt(token)?.sub;

/**
 * Whether the session that a request was sent in is no longer the one that is kept: the user logged out, another person
 * logged in, or a newer answer replaced the session. What such an answer brings would undo that.
 */
function isOfAnotherSession(sent: string | undefined, kept: string | null): boolean {
  if (sent === undefined) return false;
  return kept === null || decodeJwt(sent)?.sid !== decodeJwt(kept)?.sid;
}

/** The body of an error answer; ky parses JSON only when the type is exactly that of JSON. */
function dataOf({ data }: HTTPError): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
