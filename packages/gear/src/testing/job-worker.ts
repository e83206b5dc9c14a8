import { parentPort, threadId } from 'node:worker_threads';

// The far end of the worker pool's tests: each job names what it does.
const jobs: Readonly<Record<string, () => unknown>> = {
  'tell the thread': () => threadId,
  'spin for ever': () => {
    for (;;);
  },
  'spin for 100 ms': () => {
    const startedAt = cpuMs();
    while (cpuMs() - startedAt < 100);
    return 'done';
  },
  'hoard memory': () => {
    const hoard: number[][] = [];
    for (;;) hoard.push(Array.from({ length: 1_000 }, (_, index) => index));
  },
  'hold 200 MiB': () => {
    const held: number[][] = [];
    while (process.memoryUsage().heapUsed < 200 * 1024 * 1024) held.push(new Array<number>(1_000).fill(0.5));
    return 'held 200 MiB';
  },
  'throw an error': () => {
    throw new TypeError('thrown in the worker');
  },
  'end the thread': () => process.exit(0),
  'wait for ever': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
};

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

parentPort?.on('message', (job: string) => parentPort?.postMessage(jobs[job]?.()));
parentPort?.postMessage('loaded');
