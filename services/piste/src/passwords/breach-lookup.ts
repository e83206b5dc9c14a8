import { createHash } from 'node:crypto';
import type { Logger } from '@gnar/gear/logging';
import type { ExternalClient } from '@gnar/gear/peer';
import { z } from 'zod';

/** Whether a password is in a breach list; null when the service did not answer. */
export type BreachLookup = (password: string) => Promise<boolean | null>;

export interface BreachLookupOptions {
  readonly external: Pick<ExternalClient, 'get'>;
  /** Where ranges are asked for, e.g. `https://api.pwnedpasswords.com/range`. */
  readonly rangeUrl: string;
  readonly log: Pick<Logger, 'warn'>;
  /** Counts look-ups that had no answer. */
  readonly onFailure: () => void;
}

/** Of the SHA-1 in hexadecimal, only this many characters leave (k-anonymity). */
const PREFIX_LENGTH = 5;

/** Asks the Have I Been Pwned range API, with padding so that the answer's length tells nothing either. */
export function createBreachLookup({
  external,
  rangeUrl,
  log,
  onFailure,
}: BreachLookupOptions): BreachLookup {
  return async (password) => {
    const hash = createHash('sha1').update(password, 'utf8').digest('hex').toUpperCase();
    try {
      const range = await external.get(`${rangeUrl}/${hash.slice(0, PREFIX_LENGTH)}`, {
        timeoutMs: 1000,
        retries: 1,
        headers: { 'Add-Padding': 'true' },
        responseType: 'text',
      });
      return isListed(z.string().parse(range), hash.slice(PREFIX_LENGTH));
    } catch (error) {
      onFailure();
      log.warn({ err: error }, 'the breach list did not answer; the local rules decide');
      return null;
    }
  };
}

/** A range is lines of `SUFFIX:COUNT`; padding has the count 0. */
function isListed(range: string, suffix: string): boolean {
  return range.split(/\r?\n/).some((line) => {
    const [listed, count] = line.split(':');
    return listed?.toUpperCase() === suffix && Number(count) > 0;
  });
}
