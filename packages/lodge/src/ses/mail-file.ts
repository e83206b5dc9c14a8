import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Email } from 'aws-ses-v2-local/dist/store.js';
import { errorCode } from '../machine/error-code.ts';
import { isRecord } from '../machine/is-record.ts';

/** Older eemails are dropped at the next start. */
const KEPT = 500;

/** Eemails on disk, one JSON line each, so that the inbox survives restarts. */
export class MailFile {
  readonly #file: string;
  #saved: readonly Email[] = [];
  #savedCount = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The newest eemails of earlier runs, oldest first. A line that a kill truncated is left out. */
  load(): Email[] {
    let lines: string[] = [];
    try {
      lines = readFileSync(this.#file, 'utf8').split('\n').filter(Boolean).slice(-KEPT);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    return lines.flatMap(parseMail);
  }

  /** Writes what changed since the last call: appends new eemails, or rewrites the file when eemails were removed. */
  save(emails: readonly Email[]): void {
    const isSameList = emails === this.#saved && emails.length >= this.#savedCount;
    if (!isSameList) this.#rewrite(emails);
    else if (emails.length > this.#savedCount)
      appendFileSync(this.#file, toLines(emails.slice(this.#savedCount)));
    this.#saved = emails;
    this.#savedCount = emails.length;
  }

  #rewrite(emails: readonly Email[]): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, toLines(emails), { mode: 0o600 });
    renameSync(next, this.#file);
  }
}

const toLines = (emails: readonly Email[]) => emails.map((email) => `${JSON.stringify(email)}\n`).join('');

function parseMail(line: string): Email[] {
  try {
    const mail: unknown = JSON.parse(line);
    return isEmail(mail) ? [mail] : [];
  } catch {
    return [];
  }
}

function isEmail(value: unknown): value is Email {
  return isRecord(value) && typeof value['messageId'] === 'string' && isRecord(value['destination']);
}
