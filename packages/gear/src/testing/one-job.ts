import { WorkerPool } from '../worker-pool/worker-pool.ts';

// A process that does one job in a worker, says so, and has nothing else to do.
const pool = new WorkerPool<string, unknown>({
  entry: new URL('./job-worker.ts', import.meta.url),
  parse: (answer) => answer,
  workers: 1,
  queueMax: 1,
  cpuMs: 10_000,
  clockMs: 60_000,
  heapMb: 32,
});
process.stdout.write(String(await pool.run('spin for 100 ms')));
