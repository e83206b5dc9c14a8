import { standInPorts } from './stand-in-ports.ts';

/** For a container's health check: ends with code 0 when each of the stand-ins answers, whatever it says. */
const answers = Object.values(standInPorts).map((port) =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }),
);
const asked = await Promise.allSettled(answers);
process.exitCode = asked.every(({ status }) => status === 'fulfilled') ? 0 : 1;
