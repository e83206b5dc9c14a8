import { setTimeout as delay } from 'node:timers/promises';
import { isRecord } from '../machine/is-record.ts';
import { testLodge } from './test-lodge.ts';

export interface StoredMail {
  to: string[];
  from: string;
  subject: string;
  html: string;
  text: string;
}

export interface WaitForMailOptions {
  /** Default: 5,000 ms. */
  timeoutMs?: number;
  /** Default: the test lodge's. */
  sesEndpoint?: string;
}

/** The fields of an email from `GET /store` that are used here. */
interface StoreEntry {
  from: string;
  destination: { to: string[]; cc: string[]; bcc: string[] };
  subject: string;
  body: { html?: string; text?: string };
}

const POLL = 25;

/**
 * Waits until an email to the address satisfies `matching`, and returns the newest that does.
 * @throws after the time-out, with the subjects of the emails to the address that did arrive
 */
export async function waitForMail(
  address: string,
  matching: (mail: StoredMail) => boolean = () => true,
  { timeoutMs = 5000, sesEndpoint = testLodge().ses.endpoint }: WaitForMailOptions = {},
): Promise<StoredMail> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const mails = await mailsTo(address, sesEndpoint);
    const found = mails.findLast(matching);
    if (found) return found;
    if (Date.now() > deadline) throw new Error(explain(address, timeoutMs, mails));
    await delay(POLL);
  }
}

/** Every email to an address so far, the oldest first. */
export async function mailsTo(address: string, endpoint = testLodge().ses.endpoint): Promise<StoredMail[]> {
  const response = await fetch(`${endpoint}/store`);
  const store: unknown = await response.json();
  if (!isStore(store)) throw new Error(`${endpoint}/store is not the store of an SES emulator`);
  return store.emails
    .map(toStoredMail)
    .filter((mail) => mail.to.some((each) => isSameAddress(each, address)));
}

function isStore(value: unknown): value is { emails: StoreEntry[] } {
  return isRecord(value) && Array.isArray(value['emails']);
}

function toStoredMail({ from, destination, subject, body }: StoreEntry): StoredMail {
  return { to: destination.to, from, subject, html: body.html ?? '', text: body.text ?? '' };
}

/** Recipients may carry a name: `Ada <ada@example.com>`. */
function isSameAddress(recipient: string, address: string): boolean {
  const bare = /<([^>]*)>\s*$/.exec(recipient)?.[1] ?? recipient;
  return bare.trim().toLowerCase() === address.trim().toLowerCase();
}

function explain(address: string, timeoutMs: number, mails: readonly StoredMail[]): string {
  const seen = mails.map(({ subject }) => `"${subject}"`).join(', ');
  return `No matching mail to ${address} within ${timeoutMs} ms; ${seen ? `it got ${seen}` : 'it got none'}.`;
}
