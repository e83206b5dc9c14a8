import type { Account } from '@gnar/contract';
import { encodeBase64 } from '@gnar/edge/base64';

/** What the page sent. */
export interface Received {
  method: string;
  path: string;
  body: unknown;
  authorization: string | null;
  credentials: RequestCredentials;
}

interface Answer {
  status?: number;
  body?: unknown;
  headers?: Record<string, string>;
}

type Handler = (request: Received) => Answer | Promise<Answer>;

/** A token as piste makes them, good for as many seconds from now. */
export function tokenFor(account: Account, seconds = 900, sid = 'sid-1'): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (content: object) => encodeBase64(JSON.stringify(content));
  return `${part({ alg: 'HS256' })}.${part({ sub: account.id, sid, iat: now, exp: now + seconds })}.c2ln`;
}

/** An account with nothing but its e-mail, and whatever a test adds. */
export const accountWith = (details: Partial<Account> = {}): Account => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  email: 'ada@example.com',
  firstName: null,
  lastName: null,
  phone: null,
  addressLine1: null,
  addressLine2: null,
  city: null,
  province: null,
  postalCode: null,
  country: null,
  locale: null,
  createdAt: '2026-11-20T08:00:00.000Z',
  updatedAt: '2026-11-20T08:00:00.000Z',
  ...details,
});

/** A refusal as piste words it. */
export function problem(
  status: number,
  code: string,
  { errors, retryAfter }: { errors?: Record<string, string>; retryAfter?: number } = {},
): Answer {
  const fields = Object.entries(errors ?? {}).map(([path, fieldCode]) => ({
    path,
    code: fieldCode,
    message: fieldCode,
  }));
  return {
    status,
    body: {
      type: 'about:blank',
      title: code,
      status,
      detail: code,
      code,
      requestId: 'r-1',
      ...(errors && { errors: fields }),
    },
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  };
}

/** Stands at the network's door instead of piste: it answers what a test tells it to and remembers what was asked. */
export class FakeService {
  readonly received: Received[] = [];
  /** The routes whose requests the page called off before their answer came. */
  readonly calledOff: string[] = [];
  readonly #handlers = new Map<string, Handler>();

  /** Answers a route such as `POST /user/login` from now on. */
  on(route: string, answer: Answer | Handler): this {
    this.#handlers.set(route, typeof answer === 'function' ? answer : () => answer);
    return this;
  }

  /** No answer at all, as when nothing listens. */
  isDown(route: string): this {
    return this.on(route, () => {
      throw new TypeError('fetch failed');
    });
  }

  /** Answers every protected route that signed-in pages begin with. */
  signedInAs(account: Account): this {
    return this.on('POST /user/get', () => ({
      body: account,
      headers: { Authorization: `Bearer ${tokenFor(account)}` },
    }));
  }

  /** What was sent to a route, oldest first. */
  sentTo(route: string): unknown[] {
    return this.received.filter(({ method, path }) => `${method} ${path}` === route).map(({ body }) => body);
  }

  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(
      input instanceof Request ? input : new URL(String(input), window.location.origin),
      init,
    );
    const text = await request.text();
    const received: Received = {
      method: request.method.toUpperCase(),
      path: new URL(request.url).pathname,
      body: text === '' ? undefined : JSON.parse(text),
      authorization: request.headers.get('Authorization'),
      credentials: request.credentials,
    };
    this.received.push(received);
    const route = `${received.method} ${received.path}`;
    const handler = this.#handlers.get(route) ?? (() => problem(404, 'not_found'));
    const answer = Promise.race([handler(received), this.#callOff(request.signal, route)]);
    const { status = 200, body, headers } = await answer;
    const noBody = status === 204 || body === undefined;
    return new Response(noBody ? null : JSON.stringify(body), {
      status,
      headers: { ...(!noBody && { 'Content-Type': 'application/json' }), ...headers },
    });
  };

  /** Rejects, as fetch does, when the page calls the request off. */
  #callOff(signal: AbortSignal, route: string): Promise<never> {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        this.calledOff.push(route);
        reject(signal.reason instanceof Error ? signal.reason : new DOMException('called off', 'AbortError'));
      });
    });
  }
}
