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
