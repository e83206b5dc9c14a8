import { standInPorts } from './stand-in-ports.ts';

/** For a container's health check: ends with code 0 when each stand-in, or each port that is given, answers at all. */
const given = process.argv.slice(2).map(Number);
const ports = given.length > 0 ? given : Object.values(standInPorts);
const asked = await Promise.allSettled(
  ports.map((port) => fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) })),
);
process.exitCode = asked.every(({ status }) => status === 'fulfilled') ? 0 : 1;
