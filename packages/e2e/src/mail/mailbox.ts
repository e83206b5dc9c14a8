import { randomUUID } from 'node:crypto';
import { eventually } from '../api/eventually.ts';
import { waitForMail, type StoredMail } from '@gnar/lodge/testing';

const TIMEOUT_MS = 20_000;

/** A new mailbox, read in the inbox of the lodge. */
export class Mailbox {
  readonly address: string;
  readonly #inbox: string;
  readonly #read = new Set<string>();

  constructor(inbox: string, name = 'skier') {
    this.#inbox = inbox;
    this.address = `${name}-${randomUUID().slice(0, 8)}@example.com`;
  }

  /** Waits for an email that was not read yet and whose link leads to that page. */
  async linkTo(page: 'activate' | 'reset-password'): Promise<string> {
    const link = (mail: StoredMail) => mail.text.match(new RegExp(`https?://\\S+/${page}#[\\w-]+`))?.[0];
    const mail = await this.next((candidate) => link(candidate) !== undefined);
    return link(mail) ?? '';
  }

  /** Waits for an email that was not read yet; each email is read once. */
  async next(matching: (mail: StoredMail) => boolean = () => true): Promise<StoredMail> {
    const isNew = (mail: StoredMail) => !this.#read.has(keyOf(mail)) && matching(mail);
    // An inbox that is restarting counts as empty.
    const mail = await eventually(
      () => waitForMail(this.address, isNew, { timeoutMs: TIMEOUT_MS, sesEndpoint: this.#inbox }),
      () => true,
      TIMEOUT_MS,
    );
    this.#read.add(keyOf(mail));
    return mail;
  }
}

const keyOf = (mail: StoredMail): string => `${mail.subject}\n${mail.text}`;

/** The fragment of an emailed link: what the page sends to the service. */
export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}
