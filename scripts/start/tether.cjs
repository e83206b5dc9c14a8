/**
 * Loaded ahead of every program that `npm start` runs, and of `npm start` itself: when the process that started the
 * program is gone, however it ended, the program's channel to it closes, and the program stops as if it had been asked to.
 * CommonJS for `--require`: what is loaded so comes before the event that tells of a channel that is closed already, and
 * versions of Node that are older than `--import` know it.
 */
const { isMainThread, Worker } = require('node:worker_threads');

/** Milliseconds for a stop in good order: two in a row (`npm start`, then a service) must fit into 10 s. */
const GRACE = 4_000;

/** On a thread of its own, because the program may hang; a channel is read by the main thread only. */
const endAfterGrace = `
  const { workerData } = require('node:worker_threads');
  const timer = setInterval(() => {
    if (process.ppid === workerData.parent) return;
    clearInterval(timer);
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData.grace);
  }, 250);
`;

// Neither in the program's own threads, nor in what it starts without a channel.
if (isMainThread && process.connected !== undefined) {
  const workerData = { parent: process.ppid, grace: GRACE };
  const stop = () => process.kill(process.pid, 'SIGTERM');
  process.channel?.unref();
  process.on('disconnect', stop);
  new Worker(endAfterGrace, { eval: true, workerData, execArgv: [], env: {} }).unref();
}
