export interface Call {
  readonly body?: unknown;
  /** The raw body, for what is not JSON. */
  readonly rawBody?: string;
  /** A JWT, or a whole Authorization header. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` when it is empty or something else. */
  readonly json: unknown;
}

const TIMEOUT_MS = 15_000;

/** A client of the HTTP API, without a browser. */
export class ApiClient {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  async call(
    method: string,
    path: string,
    { body, rawBody, token, headers = {} }: Call = {},
  ): Promise<Answer> {
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(new URL(path, this.#address), {
      method,
      body: sent,
      headers: {
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'manual',
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }
}

/** The JWT that an answer carries, as the browser would keep it. */
export function freshToken(answer: Answer): string {
  const [scheme, token] = (answer.headers.get('authorization') ?? '').split(' ');
  if (scheme !== 'Bearer' || !token)
    throw new Error(`No fresh token in the answer ${answer.status}: ${answer.text}`);
  return token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
