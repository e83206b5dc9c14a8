import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Email } from 'aws-ses-v2-local/dist/store.js';
import { errorCode } from '../machine/error-code.ts';
import { isRecord } from '../machine/is-record.ts';

/** Older mails are forgotten at the next start. */
const KEPT = 500;

/** Mails on disk, one JSON line each, so that the inbox outlasts the process. */
export class MailFile {
  readonly #file: string;
  #saved: readonly Email[] = [];
  #savedCount = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** The newest mails of earlier runs, oldest first. A line torn by a kill is left out. */
  load(): Email[] {
    let lines: string[] = [];
    try {
      lines = readFileSync(this.#file, 'utf8').split('\n').filter(Boolean).slice(-KEPT);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    return lines.flatMap(parseMail);
  }

  /** Writes what changed since the last call: appends new mails, or writes anew when mails went away. */
  save(mails: readonly Email[]): void {
    const isSameList = mails === this.#saved && mails.length >= this.#savedCount;
    if (!isSameList) this.#rewrite(mails);
    else if (mails.length > this.#savedCount)
      appendFileSync(this.#file, toLines(mails.slice(this.#savedCount)));
    this.#saved = mails;
    this.#savedCount = mails.length;
  }

  #rewrite(mails: readonly Email[]): void {
    const next = `${this.#file}.next`;
    writeFileSync(next, toLines(mails), { mode: 0o600 });
    renameSync(next, this.#file);
  }
}

const toLines = (mails: readonly Email[]) => mails.map((mail) => `${JSON.stringify(mail)}\n`).join('');

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
