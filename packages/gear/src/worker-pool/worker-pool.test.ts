import { execFile } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WorkerPool, type WorkerPoolSettings } from './worker-pool.ts';

const entry = new URL('../testing/job-worker.ts', import.meta.url);
const generous: WorkerPoolSettings<unknown> = {
  entry,
  parse: (answer) => answer,
  workers: 1,
  queueMax: 2,
  cpuMs: 300,
  clockMs: 20_000,
  heapMb: 32,
};

const pools: WorkerPool<string, unknown>[] = [];
const makePool = (settings: Partial<WorkerPoolSettings<unknown>> = {}) => {
  const pool = new WorkerPool<string, unknown>({ ...generous, ...settings });
  pools.push(pool);
  return pool;
};
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

/** What a process with that main module says before it ends by itself. */
async function outputOf(main: string, environment: Record<string, string> = {}): Promise<string> {
  const path = fileURLToPath(new URL(main, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', path], {
    timeout: 20_000,
    env: environment,
  });
  return stdout;
}

describe('a worker pool', () => {
  it('does jobs one after the other in the same thread', async () => {
    const pool = makePool();
    const thread = await pool.run('tell the thread');
    expect(thread).toEqual(expect.any(Number));
    expect(thread).not.toBe(0);
    expect(await Promise.all([pool.run('tell the thread'), pool.run('spin for 100 ms')])).toEqual([
      thread,
      'done',
    ]);
  });

  it('has as many threads as it may, and no more', async () => {
    const pool = makePool({ workers: 2, queueMax: 8 });
    const threads = await Promise.all(Array.from({ length: 6 }, () => pool.run('tell the thread')));
    expect(new Set(threads).size).toBe(2);
  });

  it.each([
    ['more CPU time than it may', 'spin for ever', 'The job exceeded its budget of 300 ms of CPU time.'],
    ['more memory than it may', 'hoard memory', 'The job exceeded its budget of 32 MiB of memory.'],
  ])('refuses a job that takes %s, and does the next one in a new thread', async (_, job, message) => {
    const pool = makePool({ cpuMs: job === 'hoard memory' ? 20_000 : 300 });
    const thread = await pool.run('tell the thread');
    await expect(pool.run(job)).rejects.toMatchObject({ code: 'worker_budget', message });
    expect(await pool.run('tell the thread')).not.toBe(thread);
  });

  it.each(['--max-old-space-size-percentage=50 --max-semi-space-size=4', '--max-old-space-size=400'])(
    'refuses a job that takes more memory than it may in a process started with %s, whose own limit stays',
    async (options) => {
      const stdout = await outputOf('../testing/hoarding-job.ts', { NODE_OPTIONS: options });
      expect(JSON.parse(stdout)).toEqual({
        outcome: 'WorkerBudgetError: The job exceeded its budget of 32 MiB of memory.',
        isOwnLimitKept: true,
      });
    },
  );

  it.each([
    ['throws', 'throw an error', { name: 'TypeError', message: 'thrown in the worker' }],
    ['ends its thread', 'end the thread', { status: 503 }],
  ])('passes on that a job %s, and does the next one', async (_, job, error) => {
    const pool = makePool();
    await expect(pool.run(job)).rejects.toMatchObject(error);
    expect(await pool.run('tell the thread')).toEqual(expect.any(Number));
  });

  it('takes the CPU time of a job for its cost, not the time on the clock, and is unavailable when that runs out', async () => {
    const pool = makePool({ cpuMs: 50, clockMs: 5_000 });
    const startedAt = performance.now();
    await expect(pool.run('wait for ever')).rejects.toMatchObject({ status: 503, code: 'unavailable' });
    expect(performance.now() - startedAt).toBeGreaterThan(5_000);
  });

  it('counts the CPU time of each job for itself', async () => {
    const pool = makePool({ cpuMs: 250 });
    for (let job = 0; job < 4; job += 1) expect(await pool.run('spin for 100 ms')).toBe('done');
  });

  it('leaves the event loop free while it works', async () => {
    const pool = makePool({ cpuMs: 2_000 });
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    await expect(pool.run('spin for ever')).rejects.toMatchObject({ code: 'worker_budget' });
    delay.disable();
    expect(delay.max / 1e6).toBeLessThan(1_500);
  });

  it('refuses what exceeds its queue with Retry-After, and does what fits', async () => {
    const pool = makePool();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => pool.run('spin for 100 ms')));
    expect(results.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => 'fulfilled'),
      ...Array.from({ length: 7 }, () => 'rejected'),
    ]);
    expect(results.at(-1)).toMatchObject({
      reason: { status: 503, code: 'unavailable', headers: { 'Retry-After': '2' } },
    });
  });

  it('has room for urgent jobs when the queue is full of others, and does them first', async () => {
    const pool = makePool();
    const order: string[] = [];
    const jobs = Array.from({ length: 3 }, (_, index) =>
      pool.run('tell the thread').then(() => order.push(`ordinary ${index}`)),
    );
    await expect(pool.run('tell the thread')).rejects.toMatchObject({ status: 503 });
    jobs.push(pool.run('tell the thread', 1).then(() => order.push('urgent')));
    await Promise.all(jobs);
    expect(order).toEqual(['ordinary 0', 'urgent', 'ordinary 1', 'ordinary 2']);
  });

  it('keeps the process alive while a job is under way, and not when its threads are idle', async () => {
    expect(await outputOf('../testing/one-job.ts')).toBe('done');
  });

  it('ends its threads when it is closed, the one at work too, and refuses what comes later', async () => {
    const pool = makePool({ cpuMs: 60_000, clockMs: 60_000 });
    await pool.run('tell the thread');
    const atWork = expect(pool.run('spin for ever')).rejects.toMatchObject({ status: 503 });
    const waiting = expect(pool.run('tell the thread')).rejects.toMatchObject({ status: 503 });
    await pool.close();
    await Promise.all([atWork, waiting]);
    await expect(pool.run('tell the thread')).rejects.toMatchObject({ status: 503 });
  });
});
