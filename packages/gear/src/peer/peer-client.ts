import ky, { HTTPError, type KyInstance } from 'ky';
import { z } from 'zod';
import { ProblemError } from '../errors/problem-error.ts';
import { UnavailableError } from '../errors/unavailable-error.ts';

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
  /** Asked for at each call: a missing variable is the call's error, not the start's. */
  address: () => string;
  context: RequestContext | undefined;
  timeoutMs?: number;
}

const defaultTimeoutMs = 2_000;

const problemSchema = z.looseObject({
  status: z.number().int(),
  code: z.string(),
  title: z.string().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});

/**
 * Time-out of 2 s, at most two tries with jitter and only for methods that may be repeated (not after a time-out: the
 * caller would wait twice). The peer's 4xx problem comes out as a ProblemError, anything else as an UnavailableError.
 */
export function createPeerClient({ name, address, context, timeoutMs }: PeerClientOptions): PeerClient {
  const client = peerKy(context, timeoutMs ?? defaultTimeoutMs);
  const call = async <T>(method: string, path: string, json?: object): Promise<T> => {
    const url = new URL(path, address());
    try {
      // The shortcut reads the body under the same time-out.
      return await client(url, { method, json }).json<T>();
    } catch (error) {
      throw asProblem(error, name);
    }
  };
  return {
    get: (path) => call('get', path),
    post: (path, body) => call('post', path, body),
    put: (path, body) => call('put', path, body),
    patch: (path, body) => call('patch', path, body),
    delete: (path) => call('delete', path),
  };
}

function peerKy(context: RequestContext | undefined, timeoutMs: number): KyInstance {
  return ky.create({
    timeout: timeoutMs,
    redirect: 'error',
    parseJson: (text): unknown => (text === '' ? undefined : JSON.parse(text)),
    headers: {
      ...(context === undefined ? {} : { 'x-request-id': context.requestId }),
      ...(context?.authorization === undefined ? {} : { authorization: context.authorization }),
    },
    retry: {
      limit: 1,
      methods: ['get', 'put', 'delete'],
      statusCodes: [502, 503, 504],
      afterStatusCodes: [],
      delay: () => 100,
      jitter: true,
    },
  });
}

function asProblem(error: unknown, name: string): ProblemError {
  if (error instanceof HTTPError && error.response.status < 500) {
    const problem = problemSchema.safeParse(parsedProblem(error.data));
    if (problem.success) {
      const { code, title, detail, errors } = problem.data;
      return new ProblemError({ status: error.response.status, code, title, detail, errors, cause: error });
    }
  }
  return new UnavailableError(`The service ${name} does not answer.`, 5, error);
}

function parsedProblem(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
