import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type * as ArgonBinding from '@node-rs/argon2';
import PQueue from 'p-queue';
import { UnavailableError } from '../errors/errors.ts';
import { lowerPoolPriority } from './thread-priority.ts';

export interface Argon2Settings {
  /** KiB. */
  memoryCost: number;
  /** Passes. */
  timeCost: number;
  /** Lanes. */
  parallelism: number;
  /** Hashes at the same time. Default one for each core, 3 at most. */
  inFlight?: number | undefined;
  /** Hashes that may wait beyond those in flight. */
  queueMax: number;
  /** Whether hashes step back behind the event loop where cores are short (Linux). Default false. */
  lowPriority?: boolean;
}

/** libuv has four threads unless told otherwise: hashing leaves one for name look-ups and files. */
const MOST_IN_FLIGHT = 3;

type Binding = Pick<typeof ArgonBinding, 'hash' | 'verify'>;

/** Argon2id password hashes, with a bounded number in flight so that a flood of logins leaves room for others. */
export class Argon2 {
  readonly #settings: Argon2Settings;
  readonly #inFlight: number;
  readonly #queue: PQueue;
  readonly #importBinding: () => Promise<Binding>;
  #binding: Promise<Binding> | undefined;
  /** Places that are taken: each by a hash, or by work that hashes. */
  #taken = 0;
  /** What has its place already. */
  readonly #placed = new AsyncLocalStorage<true>();
  /** Of no password: salt and hash are random, and to find that out takes the work of a real one. */
  readonly #dummy: string;

  constructor(settings: Argon2Settings, importBinding = (): Promise<Binding> => import('@node-rs/argon2')) {
    this.#settings = settings;
    this.#importBinding = importBinding;
    this.#inFlight = settings.inFlight ?? Math.min(availableParallelism(), MOST_IN_FLIGHT);
    this.#queue = new PQueue({ concurrency: this.#inFlight });
    this.#dummy = `${this.#prefix}${randomBase64(16)}$${randomBase64(32)}`;
  }

  /**
   * To be asked before other work is done for a hash that would be refused.
   *
   * @throws UnavailableError when too many hashes wait already.
   */
  assertRoom(): void {
    if (this.#taken >= this.#inFlight + this.#settings.queueMax) {
      throw new UnavailableError('Too many people log in at this moment.', 2);
    }
  }

  /**
   * Runs work that asks other servers before it hashes. Its place is taken from the beginning to the end, so that none of
   * its hashes is refused after others were asked in vain. Nothing in it may wait for the client.
   *
   * @throws UnavailableError before the work when too many hashes wait already, or work that will hash.
   */
  async withPlace<T>(work: () => Promise<T>): Promise<T> {
    this.assertRoom();
    this.#taken += 1;
    try {
      return await this.#placed.run(true, work);
    } finally {
      this.#taken -= 1;
    }
  }

  /** Before the first log-in, which would wait for it otherwise. @throws Error where the native code is not for this machine. */
  async prepare(): Promise<void> {
    await this.#loadBinding();
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
      const { hash } = await this.#loadBinding();
      return hash(password, { memoryCost, timeCost, parallelism });
    });
  }

  /** False for a wrong password and for a string that is no Argon2 hash. @throws UnavailableError as hash(). */
  verify(phc: string, password: string): Promise<boolean> {
    return this.#run(async () => {
      const { verify } = await this.#loadBinding();
      return verify(phc, password).catch(() => false);
    });
  }

  /** The work of verify for accounts that do not exist, so that timing does not tell them apart. Always false. */
  async verifyDummy(password: string): Promise<false> {
    await this.verify(this.#dummy, password);
    return false;
  }

  /** Whether a hash was made with other parameters than today's. */
  needsRehash(phc: string): boolean {
    return !phc.startsWith(this.#prefix);
  }

  /** Hashes in flight and waiting. */
  get load(): number {
    return this.#queue.pending + this.#queue.size;
  }

  get #prefix(): string {
    const { memoryCost, timeCost, parallelism } = this.#settings;
    return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
  }

  #run<T>(work: () => Promise<T>): Promise<T> {
    const hash = () => this.#queue.add(work);
    return this.#placed.getStore() === true ? hash() : this.withPlace(hash);
  }

  /** On first use, because most services never hash; once, because an import costs more than it seems. */
  #loadBinding(): Promise<Binding> {
    this.#binding ??= this.#openBinding().catch((error: unknown) => {
      this.#binding = undefined;
      throw error;
    });
    return this.#binding;
  }

  async #openBinding(): Promise<Binding> {
    if (this.#settings.lowPriority === true) await lowerPoolPriority();
    return this.#importBinding();
  }
}

/** As PHC strings write it: without padding. */
function randomBase64(bytes: number): string {
  return randomBytes(bytes).toString('base64').replaceAll('=', '');
}
