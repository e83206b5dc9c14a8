import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import { UnavailableError } from '../errors/unavailable-error.ts';

export interface Argon2Settings {
  /** KiB. */
  memoryCost: number;
  /** Passes. */
  timeCost: number;
  /** Lanes. */
  parallelism: number;
  /** Hashes at the same time. */
  inFlight: number;
  /** Hashes that may wait beyond those in flight. */
  queueMax: number;
}

// Loaded on first use: most services never hash.
const loadBinding = () => import('@node-rs/argon2');

/** Argon2id password hashes, with a bounded number in flight so that a flood of logins leaves room for others. */
export class Argon2 {
  readonly #settings: Argon2Settings;
  readonly #queue: PQueue;
  #dummy: Promise<string> | undefined;

  constructor(settings: Argon2Settings) {
    this.#settings = settings;
    this.#queue = new PQueue({ concurrency: settings.inFlight });
  }

  /**
   * PHC string of the password, which the caller has normalised (NFC).
   *
   * @throws UnavailableError when too many hashes wait already.
   */
  hash(password: string): Promise<string> {
    const { memoryCost, timeCost, parallelism } = this.#settings;
    return this.#run(async () => {
      // The binding's default algorithm is Argon2id (RFC 9106).
      const { hash } = await loadBinding();
      return hash(password, { memoryCost, timeCost, parallelism });
    });
  }

  /** False for a wrong password and for a string that is no Argon2 hash. @throws UnavailableError as hash(). */
  verify(phc: string, password: string): Promise<boolean> {
    return this.#run(async () => {
      const { verify } = await loadBinding();
      return verify(phc, password).catch(() => false);
    });
  }

  /** The work of verify for accounts that do not exist, so that timing does not tell them apart. Always false. */
  async verifyDummy(password: string): Promise<false> {
    this.#dummy ??= this.hash(randomBytes(32).toString('base64'));
    // A dummy that could not be made (the queue was full) is made by the next caller.
    const dummy = await this.#dummy.catch((error: unknown) => {
      this.#dummy = undefined;
      throw error;
    });
    await this.verify(dummy, password);
    return false;
  }

  /** Whether a hash was made with other parameters than today's. */
  needsRehash(phc: string): boolean {
    const { memoryCost, timeCost, parallelism } = this.#settings;
    return !phc.startsWith(`$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`);
  }

  /** Hashes in flight and waiting. */
  get load(): number {
    return this.#queue.pending + this.#queue.size;
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#queue.pending >= this.#settings.inFlight && this.#queue.size >= this.#settings.queueMax) {
      return Promise.reject(new UnavailableError('Too many people log in at this moment.', 2));
    }
    return this.#queue.add(work);
  }
}
