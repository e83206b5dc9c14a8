import { extname } from 'node:path';
import { WorkerBudgetError, WorkerPool } from '@gnar/gear/worker-pool';
import { z } from 'zod';
import type { Estimate, EstimateRequest } from './estimate.ts';

/** Beside this file in every form in which the service runs: TypeScript, compiled, bundled. */
const entry = new URL(`./estimator-worker${extname(import.meta.url)}`, import.meta.url);

const estimateSchema = z.object({
  score: z.int().min(0).max(4),
  warning: z.string().nullable(),
  suggestions: z.array(z.string()),
  isCommon: z.boolean(),
});

export interface EstimateInTime extends Estimate {
  /** The estimation took more than it may and was given up. */
  readonly isGivenUp: boolean;
}

const givenUp: EstimateInTime = {
  isGivenUp: true,
  score: 0,
  warning: 'This mix of symbols takes too long to judge',
  suggestions: ['Use a few words, avoid common phrases'],
  isCommon: false,
};

export interface Estimator {
  /**
   * Estimates off the event loop, within bounds; a password that takes longer counts as too guessable.
   *
   * @param urgent for passwords that are about to be used: they go before those that are only being typed.
   * @throws UnavailableError when too many wait already
   */
  estimate(request: EstimateRequest, options?: { readonly urgent?: boolean }): Promise<EstimateInTime>;
  close(): Promise<void>;
}

/** zxcvbn is exponential in symbols that may stand for several letters: 100 chosen characters take a minute. */
export function createEstimator(): Estimator {
  const pool = new WorkerPool<EstimateRequest, Estimate>({
    entry,
    parse: (answer) => estimateSchema.parse(answer),
    workers: 1,
    queueMax: 8,
    // A password of 128 characters takes 150 ms at most unless it was made to be expensive.
    cpuMs: 500,
    clockMs: 10_000,
    heapMb: 128,
  });
  return {
    async estimate(request, { urgent = false } = {}) {
      try {
        return { ...(await pool.run(request, urgent ? 1 : 0)), isGivenUp: false };
      } catch (error) {
        if (error instanceof WorkerBudgetError) return givenUp;
        throw error;
      }
    },
    close: () => pool.close(),
  };
}
