import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { UnavailableError } from '../errors/errors.ts';
import { WorkerBudgetError } from './worker-budget-error.ts';

export interface WorkerBudget {
  /** CPU time of one job, in milliseconds: unlike time on the clock it does not depend on what else the machine does. */
  readonly cpuMs: number;
  /** Time on the clock for the load of a worker, and for one job, on a busy machine; in milliseconds. */
  readonly clockMs: number;
  /** JavaScript heap, in MiB. */
  readonly heapMb: number;
}

/** One thread, which does one job at a time. After a failure of any kind it is to be ended. */
export class PooledWorker {
  readonly #budget: WorkerBudget;
  readonly #thread: Worker;
  #isLoaded = false;

  constructor(entry: URL, budget: WorkerBudget, onExit: (worker: PooledWorker) => void) {
    this.#budget = budget;
    letWorkersHaveLimits();
    this.#thread = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: budget.heapMb } });
    this.#thread.once('exit', () => onExit(this));
    // Those who wait for a message hear of errors by themselves; without a listener the process would end.
    this.#thread.on('error', () => undefined);
  }

  /** @throws WorkerBudgetError, UnavailableError, what the worker threw */
  async do(job: unknown): Promise<unknown> {
    this.#thread.ref();
    if (!this.#isLoaded) await this.#messageBefore((signal) => this.#outOfTime(signal));
    this.#isLoaded = true;
    const before = await this.#thread.cpuUsage();
    const answer = this.#messageBefore((signal) => this.#outOfBudget(before, signal));
    this.#thread.postMessage(job);
    const message = await answer;
    this.#thread.unref();
    return message;
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }

  async #messageBefore(limit: (signal: AbortSignal) => Promise<never>): Promise<unknown> {
    const settled = new AbortController();
    const { signal } = settled;
    try {
      const ended = once(this.#thread, 'exit', { signal }).then(() => {
        throw new UnavailableError('The worker was ended before it answered.');
      });
      const parts: unknown[] = await Promise.race([
        once(this.#thread, 'message', { signal }),
        ended,
        limit(signal),
      ]);
      return parts[0];
    } catch (error) {
      throw isOutOfMemory(error) ? new WorkerBudgetError(`${this.#budget.heapMb} MiB of memory`) : error;
    } finally {
      settled.abort();
    }
  }

  async #outOfTime(signal: AbortSignal): Promise<never> {
    await sleep(this.#budget.clockMs, undefined, { signal });
    throw tooBusy();
  }

  async #outOfBudget(before: NodeJS.CpuUsage, signal: AbortSignal): Promise<never> {
    const { cpuMs, clockMs } = this.#budget;
    const startedAt = performance.now();
    for (let left = cpuMs; left > 0; left = cpuMs - (await this.#cpuMsSince(before))) {
      if (performance.now() - startedAt > clockMs) throw tooBusy();
      await sleep(Math.max(left, 10), undefined, { signal });
    }
    throw new WorkerBudgetError(`${cpuMs} ms of CPU time`);
  }

  async #cpuMsSince(before: NodeJS.CpuUsage): Promise<number> {
    // A thread that has ended cannot be asked; who waits for it hears of its end by an event.
    const { user, system } = await this.#thread.cpuUsage(before).catch(() => ({ user: 0, system: 0 }));
    return (user + system) / 1000;
  }
}

/**
 * A limit of the heap that the process was started with (`--max-old-space-size`, in the images in per cent of the
 * container's memory) is V8's for every thread that begins later, and outranks `resourceLimits`. V8 reads it when a heap
 * is made, so without it the main thread keeps its limit.
 */
function letWorkersHaveLimits(): void {
  setFlagsFromString('--max-old-space-size=0');
}

function isOutOfMemory(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  );
}

function tooBusy(): UnavailableError {
  return new UnavailableError('The machine is too busy for this at the moment.');
}
