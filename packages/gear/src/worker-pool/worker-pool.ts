import PQueue from 'p-queue';
import { UnavailableError } from '../errors/errors.ts';
import { PooledWorker, type WorkerBudget } from './pooled-worker.ts';

export interface WorkerPoolSettings<Result> extends WorkerBudget {
  /**
   * Main module of the workers. It posts one message when it is loaded, then one answer to each message. It is a file of
   * its own, so that a bundle can have it as a second entry.
   */
  readonly entry: URL;
  /** Checks what a worker answered. */
  readonly parse: (answer: unknown) => Result;
  /** Jobs at the same time. */
  readonly workers: number;
  /** Jobs of one priority that may wait beyond those at work. */
  readonly queueMax: number;
}

/**
 * Runs synchronous work whose cost depends on its input off the event loop: few threads, a bounded queue, a budget for
 * each job. A thread whose job fails or exceeds the budget is ended; a later job gets a new one. Threads start with the
 * first job; an idle one does not keep the process alive.
 */
export class WorkerPool<Job, Result> {
  readonly #settings: WorkerPoolSettings<Result>;
  readonly #queue: PQueue;
  readonly #workers = new Set<PooledWorker>();
  readonly #idle = new Set<PooledWorker>();
  #isClosed = false;

  constructor(settings: WorkerPoolSettings<Result>) {
    this.#settings = settings;
    this.#queue = new PQueue({ concurrency: settings.workers });
  }

  /**
   * @param priority jobs of a higher one go first; each priority has a queue of its own.
   * @throws WorkerBudgetError when the job takes more CPU time or memory than it may; UnavailableError when too many
   *   wait already, the machine is too busy or the pool is closed; what the worker throws.
   */
  async run(job: Job, priority = 0): Promise<Result> {
    const { workers, queueMax, parse } = this.#settings;
    const isFull = this.#queue.pending >= workers && this.#queue.sizeBy({ priority }) >= queueMax;
    if (isFull) throw new UnavailableError('Too many others ask for this at the moment.', 2);
    return parse(await this.#queue.add(() => this.#work(job), { priority }));
  }

  /** Ends every thread; jobs under way and to come are refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers].map((worker) => worker.end()));
  }

  async #work(job: Job): Promise<unknown> {
    if (this.#isClosed) throw new UnavailableError('The service is about to stop.');
    const worker = this.#takeIdle() ?? this.#start();
    try {
      const answer = await worker.do(job);
      this.#idle.add(worker);
      return answer;
    } catch (error) {
      await worker.end();
      throw error;
    }
  }

  #takeIdle(): PooledWorker | undefined {
    const [worker] = this.#idle;
    if (worker !== undefined) this.#idle.delete(worker);
    return worker;
  }

  #start(): PooledWorker {
    const worker = new PooledWorker(this.#settings.entry, this.#settings, (ended) => {
      this.#workers.delete(ended);
      this.#idle.delete(ended);
    });
    this.#workers.add(worker);
    return worker;
  }
}
