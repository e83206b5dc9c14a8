import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ProblemError, UnavailableError } from '../errors/errors.ts';
import type { PeerAnswer, PeerConnections } from './peer-connections.ts';
import type { Tracing } from '../tracing/tracing.ts';
import { peerHeader } from './peer-tokens.ts';

/** Whose request a call belongs to: a RouteRequest is one. */
export interface RequestContext {
  readonly requestId: string;
  /** The caller's own Authorization header, passed on. */
  readonly authorization?: string | undefined;
}

/** Calls another service of ours. Paths begin with a slash; answers are JSON, undefined when empty. */
export interface PeerClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: object): Promise<T>;
  put<T>(path: string, body?: object): Promise<T>;
  patch<T>(path: string, body?: object): Promise<T>;
  delete<T>(path: string): Promise<T>;
}

interface PeerClientOptions {
  name: string;
  connections: Pick<PeerConnections, 'send'>;
  /** Asked for at each call: a missing variable is the call's error, not the start's. */
  address: () => string;
  /** The token that proves to the peer who calls; undefined where this service has no keys. */
  token: () => string | undefined;
  context: RequestContext | undefined;
  tracing: Tracing;
}

const timeoutMs = 2_000;
const tries = 2;
const longestDelayMs = 100;
const repeatable: ReadonlySet<string> = new Set(['GET', 'PUT', 'DELETE']);
const temporary: ReadonlySet<number> = new Set([502, 503, 504]);

const problemSchema = z.looseObject({
  status: z.number().int(),
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});

/**
 * Time-out of 2 s for both tries, at most two tries with jitter and only for methods that may be repeated. The peer's 4xx
 * problem comes out as a ProblemError, anything else as an UnavailableError.
 */
export function createPeerClient(options: PeerClientOptions): PeerClient {
  const call = async <T>(method: string, path: string, json?: object): Promise<T> => {
    const url = new URL(path, options.address());
    const attributes = { 'http.request.method': method, 'server.address': options.name };
    const span = { name: `${method} ${options.name}`, kind: 'client', attributes } as const;
    return options.tracing.span(span, async (active) => {
      const answer = await answerOf(options, method, url, json).catch((error: unknown) => {
        throw unavailable(options.name, error);
      });
      active.describe({ attributes: { 'http.response.status_code': answer.status } });
      return valueOf<T>(answer, options.name);
    });
  };
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    patch: (path, body) => call('PATCH', path, body),
    delete: (path) => call('DELETE', path),
  };
}

async function answerOf(
  options: PeerClientOptions,
  method: string,
  url: URL,
  json?: object,
): Promise<PeerAnswer> {
  const call = {
    method,
    url,
    headers: headersOf(options),
    body: json === undefined ? undefined : JSON.stringify(json),
  };
  const endsAt = performance.now() + timeoutMs;
  // A timer may be a moment early: what is left is time for the pause and another try, or for neither.
  const isTooLate = () => performance.now() + longestDelayMs >= endsAt;
  for (let turn = 1; ; turn += 1) {
    const last = turn === tries || !repeatable.has(method);
    try {
      const answer = await options.connections.send({ ...call, timeoutMs: endsAt - performance.now() });
      if (last || isTooLate() || !temporary.has(answer.status)) return answer;
    } catch (error) {
      if (last || isTooLate()) throw error;
    }
    await sleep(Math.random() * longestDelayMs);
  }
}

function headersOf({ context, token, tracing }: PeerClientOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  const signed = token();
  if (signed !== undefined) headers[peerHeader] = signed;
  const { requestId = context?.requestId, traceparent } = tracing.carried ?? {};
  if (requestId !== undefined) headers['x-request-id'] = requestId;
  if (traceparent !== undefined) headers['traceparent'] = traceparent;
  if (context?.authorization !== undefined) headers['authorization'] = context.authorization;
  return headers;
}

// The type is the caller's word for what its peer answers, as with JSON.parse.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- it stands for an unchecked answer
function valueOf<T>(answer: PeerAnswer, name: string): T;
function valueOf({ status, text }: PeerAnswer, name: string): unknown {
  const value = parsed(text);
  if (status >= 200 && status < 300 && value !== invalid) return value;
  const problem = status >= 400 && status < 500 ? problemSchema.safeParse(value) : undefined;
  // That this service is refused is no fault of the person whose request it is.
  if (problem?.success !== true || problem.data.code.startsWith('peer_')) {
    const code = problem?.success === true ? ` (${problem.data.code})` : '';
    throw unavailable(name, new Error(`The service ${name} answered ${status}${code}.`));
  }
  const { code, title, detail, errors } = problem.data;
  throw new ProblemError({ status, code, title, detail, errors });
}

const invalid = Symbol('not JSON');

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return invalid;
  }
}

function unavailable(name: string, cause: unknown): UnavailableError {
  return new UnavailableError(`The service ${name} does not answer.`, 5, cause);
}
