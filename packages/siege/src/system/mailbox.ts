import { setTimeout as delay } from 'node:timers/promises';
import { waitForMail, type StoredMail } from '@gnar/lodge/testing';
import { pagesOrigin } from './service-environment.ts';

const TIMEOUT_MS = 20_000;
const POLL_MS = 100;

export type LinkPath = 'activate' | 'reset-password';

/** Reads the emails that the product sent. */
export class Mailbox {
  readonly #inbox: string;

  constructor(inbox: string) {
    this.#inbox = inbox;
  }

  /** The token of the newest link of that kind that is not among those seen before. @throws after 20 s */
  async token(address: string, path: LinkPath, seen: readonly string[] = []): Promise<string> {
    const tokenOf = (mail: StoredMail) =>
      new RegExp(`${pagesOrigin}/${path}#([\\w-]+)`).exec(mail.text)?.[1] ?? '';
    const isNew = (mail: StoredMail) => tokenOf(mail) !== '' && !seen.includes(tokenOf(mail));
    return tokenOf(await waitForMail(address, isNew, { timeoutMs: TIMEOUT_MS, sesEndpoint: this.#inbox }));
  }

  /** How many emails arrived for addresses that satisfy the condition. */
  async count(matches: (address: string) => boolean): Promise<number> {
    const response = await fetch(`${this.#inbox}/store`, { signal: AbortSignal.timeout(10_000) });
    const store = (await response.json()) as { emails: { destination: { to: string[] } }[] };
    return store.emails.filter(({ destination }) => destination.to.some((to) => matches(bare(to)))).length;
  }

  /** The same once it has not changed for so long. */
  async settledCount(matches: (address: string) => boolean, quietMs = 3000): Promise<number> {
    let found = await this.count(matches);
    for (let since = Date.now(); Date.now() - since < quietMs;) {
      await delay(POLL_MS);
      const now = await this.count(matches);
      if (now !== found) since = Date.now();
      found = now;
    }
    return found;
  }
}

const bare = (recipient: string) => (/<([^>]*)>\s*$/.exec(recipient)?.[1] ?? recipient).trim().toLowerCase();
