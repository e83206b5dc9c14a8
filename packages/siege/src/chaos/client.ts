import { setTimeout as delay } from 'node:timers/promises';

/** `lost`: no answer came, or a 5xx: what was asked may have happened or not. */
export type Outcome = Answer | 'lost';

interface Answer {
  readonly status: number;
  /** The JWT that came with it. */
  readonly token?: string;
  readonly json: unknown;
}

export interface Call {
  readonly body?: unknown;
  readonly token?: string;
  /** Where the request seems to come from: each person has a network, and so its budgets, of their own. */
  readonly network: string;
}

const TIMEOUT_MS = 8_000;
const PAUSE_MS = 150;
const LIMIT_MS = 120_000;

/** Asks either replica, or nginx in front of both. */
export class Client {
  readonly #addresses: readonly string[];
  answered = 0;
  lost = 0;

  constructor(addresses: readonly string[]) {
    this.#addresses = addresses;
  }

  /** One try at a random address. */
  async try(method: string, path: string, call: Call): Promise<Outcome> {
    return this.tryAt(pick(this.#addresses), method, path, call);
  }

  async tryAt(
    address: string,
    method: string,
    path: string,
    { body, token, network }: Call,
  ): Promise<Outcome> {
    try {
      const response = await fetch(address + path, {
        method,
        headers: {
          'X-Forwarded-For': network,
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: 'manual',
      });
      const text = await response.text();
      if (response.status >= 500) return this.#lose();
      this.answered += 1;
      const fresh = response.headers.get('authorization')?.replace(/^Bearer /, '');
      return { status: response.status, token: fresh, json: parsed(text) };
    } catch {
      return this.#lose();
    }
  }

  /** Asks again until an answer comes; `repeated` when an earlier try was lost. @throws after the time */
  async ask(method: string, path: string, call: Call): Promise<Answer & { readonly repeated: boolean }> {
    const deadline = Date.now() + LIMIT_MS;
    for (let repeated = false; ;) {
      const outcome = await this.try(method, path, call);
      if (outcome !== 'lost' && outcome.status !== 429) return { ...outcome, repeated };
      if (Date.now() > deadline) throw new Error(`${method} ${path} had no answer for ${LIMIT_MS / 1000} s`);
      repeated ||= outcome === 'lost';
      await delay(outcome === 'lost' ? PAUSE_MS : 1_000);
    }
  }

  #lose(): 'lost' {
    this.lost += 1;
    return 'lost';
  }
}

export function pick<T>(items: readonly T[]): T {
  const item = items[Math.floor(Math.random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to pick from.');
  return item;
}

/** A text of an answer's JSON object; undefined where there is none. */
export function memberOf(json: unknown, name: string): string | undefined {
  const value: unknown = typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
