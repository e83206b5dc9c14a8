import ky, { HTTPError, isKyError, type KyInstance } from 'ky';
import type { JwtStore } from '@gnar/edge/jwt';
import { noAnswer, parseProblem } from './parse-problem.ts';
import { ProblemError } from './problem-error.ts';

/** The service's door. Every method rejects with a ProblemError and with nothing else. */
export interface ApiClient {
  get<Answer>(path: string): Promise<Answer>;
  post<Answer = void>(path: string, body?: object): Promise<Answer>;
  put<Answer>(path: string, body: object): Promise<Answer>;
  delete(path: string, body?: object): Promise<void>;
}

interface ClientOptions {
  jwt: JwtStore;
  /** The session's token was replaced by a newer one. */
  onToken: (token: string) => void;
  /** Milliseconds until a request counts as unanswered; default 15 s, more than the service's own time-outs. */
  timeout?: number;
}

const bearer = /^Bearer\s+(\S+)$/i;

/**
 * Adds the token to every request and keeps the fresh one that comes back. Nothing is repeated here: the user decides
 * that, with the Retry of a notification.
 */
export function createClient({ jwt, onToken, timeout = 15_000 }: ClientOptions): ApiClient {
  const http: KyInstance = ky.create({
    baseUrl: window.location.origin,
    retry: 0,
    timeout,
    cache: 'no-store',
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
          const token = bearer.exec(response.headers.get('Authorization') ?? '')?.[1];
          // An answer that was under way while the user logged out must not bring the session back.
          const loggedOutMeanwhile = request.headers.has('Authorization') && jwt.read() === null;
          if (token === undefined || loggedOutMeanwhile) return;
          jwt.store(token);
          onToken(token);
        },
      ],
    },
  });

  async function send<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    try {
      const response = await http<Answer>(path, { method, ...(body !== undefined && { json: body }) });
      const text = await response.text();
      // The contract says what comes; 204 has no body, and nobody reads one.
      return JSON.parse(text === '' ? 'null' : text) as Answer;
    } catch (error) {
      if (error instanceof HTTPError)
        throw new ProblemError(parseProblem(error.response, dataOf(error)), error);
      if (isKyError(error) || error instanceof TypeError || error instanceof SyntaxError) {
        throw new ProblemError(noAnswer, error);
      }
      throw error;
    }
  }

  return {
    get: (path) => send('get', path),
    post: (path, body) => send('post', path, body),
    put: (path, body) => send('put', path, body),
    delete: (path, body) => send('delete', path, body),
  };
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
