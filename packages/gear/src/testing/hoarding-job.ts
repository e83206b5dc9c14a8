import { getHeapStatistics } from 'node:v8';
import { WorkerPool } from '../worker-pool/worker-pool.ts';

// A process that has a worker hold more memory than it may, and tells what came of it and of its own heap's limit.
const pool = new WorkerPool<string, unknown>({
  entry: new URL('./job-worker.ts', import.meta.url),
  parse: (answer) => answer,
  workers: 1,
  queueMax: 1,
  cpuMs: 20_000,
  clockMs: 60_000,
  heapMb: 32,
});
const limit = () => getHeapStatistics().heap_size_limit;
const before = limit();
const outcome = await pool.run('hold 200 MiB').catch((error: unknown) => String(error));
process.stdout.write(JSON.stringify({ outcome, isOwnLimitKept: limit() === before }));
await pool.close();
