import type { Mutation } from './mutation.ts';

/** Mutations that change nothing that a test could see, each with the reason. */
interface AcceptedSurvivor extends Pick<Mutation, 'file' | 'context' | 'original' | 'replacement'> {
  readonly reason: string;
}

export const acceptedSurvivors: readonly AcceptedSurvivor[] = [
  {
    file: 'packages/gear/src/rate-limit/failure-store.ts',
    context: `if (!hasBegin(redis)) throw new Error('Redis did not take the script beginTry.');`,
    original: '!hasBegin(redis)',
    replacement: 'false',
    reason: 'ioredis always has the command after defineCommand(); the check is there for the compiler',
  },
  {
    file: 'packages/gear/src/rate-limit/rate-limits.ts',
    context:
      'if (error instanceof RateLimiterRes) throw new TooManyRequestsError(error.msBeforeNext / 1000);',
    original: 'error instanceof RateLimiterRes',
    replacement: 'true',
    reason: 'with an insurance limiter in memory the library rejects with nothing else',
  },
  {
    file: 'packages/gear/src/rate-limit/rate-limits.ts',
    context: `if (this.#shared !== undefined && this.#redis?.status === 'ready') {`,
    original: '&&',
    replacement: '||',
    reason:
      'without an offline queue a Redis that is not ready refuses at once, and the process counts as well',
  },
  {
    file: 'packages/gear/src/rate-limit/rate-limits.ts',
    context: 'await this.#withStore((store) => store.leave(id));',
    original: 'await this.#withStore((store) => store.leave(id))',
    replacement: 'void this.#withStore((store) => store.leave(id))',
    reason: 'Redis runs the commands of a connection in their order, so the next try finds it all the same',
  },
  {
    file: 'packages/gear/src/rate-limit/rate-limits.ts',
    context: `return hash('sha256', key, 'base64url').slice(0, 24);`,
    original: '0',
    replacement: '1',
    reason: '23 characters of a hash tell keys apart as well as 24',
  },
  {
    file: 'packages/gear/src/argon2/argon2.ts',
    context: 'if (this.#settings.lowPriority === true) await lowerPoolPriority();',
    original: 'true',
    replacement: 'false',
    reason: 'the test looks at the threads of a process of its own, which no mistake of this run reaches',
  },
  {
    file: 'packages/gear/src/argon2/argon2.ts',
    context: 'if (this.#settings.lowPriority === true) await lowerPoolPriority();',
    original: 'await lowerPoolPriority()',
    replacement: 'void lowerPoolPriority()',
    reason: 'the test looks at the threads of a process of its own, which no mistake of this run reaches',
  },
  {
    file: 'packages/gear/src/database/database.ts',
    context: 'keepAlive: true,',
    original: 'true',
    replacement: 'false',
    reason: 'the kernel asks for the first time after two hours whether a silent peer is still there',
  },
  {
    file: 'packages/gear/src/jobs/jobs.ts',
    context: 'return (await database.one<Backlog>(countRows)) ?? { items: 0, oldestSeconds: 0, parked: 0 };',
    original: '0',
    replacement: '1',
    reason: 'a query that counts always has a row; the rest is there for the compiler',
  },
  {
    file: 'packages/gear/src/queues/queue-poller.ts',
    context: 'const attempt = Number(message.Attributes?.ApproximateReceiveCount ?? 1);',
    original: '1',
    replacement: '0',
    reason: 'SQS tells the count with every message, for it is asked to',
  },
  {
    file: 'services/piste/src/passwords/own-words.ts',
    context: 'if (character === undefined) return false;',
    original: 'character === undefined',
    replacement: 'false',
    reason:
      'past the end of the text there is no letter that could be meant; the check is there for the compiler',
  },
];

export function reasonToAccept({ file, context, original, replacement }: Mutation): string | undefined {
  return acceptedSurvivors.find(
    (known) =>
      known.file === file &&
      known.context === context &&
      known.original === original &&
      known.replacement === replacement,
  )?.reason;
}
