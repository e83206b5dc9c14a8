/**
 * Loaded ahead of every program that `npm start` runs: when `npm start` is gone, however it ended, the program's
 * channel to it closes, and the program stops as if it had been asked to.
 */
process.channel?.unref();
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
