import { setTimeout as delay } from 'node:timers/promises';

interface Store {
  readonly emails: readonly {
    readonly messageId: string;
    readonly destination: { readonly to: readonly string[] };
  }[];
}

const LOOK_EVERY_MS = 1_000;

/** Every email that came, also those that the inbox forgets: after a restart it keeps the newest 500. */
export class Postbox {
  readonly #inbox: string;
  readonly #seen = new Map<string, readonly string[]>();

  constructor(inbox: string) {
    this.#inbox = inbox;
  }

  /** Polls; while the inbox is down there is nothing new. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look().catch(() => undefined);
      await delay(LOOK_EVERY_MS);
    }
  }

  /** @throws when the inbox does not answer */
  async look(): Promise<void> {
    const response = await fetch(`${this.#inbox}/store`, { signal: AbortSignal.timeout(10_000) });
    const { emails } = (await response.json()) as Store;
    for (const { messageId, destination } of emails) this.#seen.set(messageId, destination.to);
  }

  count(address: string): number {
    return [...this.#seen.values()].filter((to) => to.some((each) => each.includes(address))).length;
  }
}
