import { setTimeout as sleep } from 'node:timers/promises';
import { contestant } from '../contestants/contestants.ts';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import type { ServerProcess } from '../measure/server-process.ts';
import { logIn, logInRequests, userGetRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import type { Row } from './row.ts';

const STARTS = 9;
const SETTLE_MS = 3_000;
const LOADED_SECONDS = 60;

/** How soon it listens, and what it keeps of memory: after the start, and after a minute of requests and log-ins. */
export const startAndMemory: Row = {
  name: 'start',
  about: `${STARTS} starts, then ${LOADED_SECONDS} s of load`,
  async measure(world) {
    const starts = await inTurn(['piste', 'express'] as const, STARTS, async (name) => {
      const server =
        name === 'piste'
          ? await world.startService('piste')
          : await world.startServer(contestant('express-floor'));
      await using stack = new AsyncDisposableStack();
      stack.defer(() => server.stop());
      if (name === 'piste') await sleep(SETTLE_MS);
      return { ms: server.startMs, cpu: server.startCpuMs, rss: server.rssMb };
    });
    return [
      { goal: 'start', values: starts.map(({ piste, express }) => piste.ms / express.ms) },
      { title: 'the same: CPU', values: starts.map(({ piste, express }) => piste.cpu / express.cpu) },
      { goal: 'idleMemory', values: starts.map(({ piste }) => piste.rss) },
      { goal: 'loadedMemory', values: await loadedMemory(world) },
    ];
  },
};

async function loadedMemory(world: World): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  const server = await world.startService('piste', { onAllCores: true });
  const { port } = server;
  stack.defer(() => server.stop());
  const requests = userGetRequests(await logIn(port, 20));
  const measured: number[] = [];
  const watching = watch(server, measured);
  await Promise.all([
    sendWholesomeLoad('/user/get', { port, connections: 16, seconds: LOADED_SECONDS, requests }),
    sendWholesomeLoad('/user/login', {
      port,
      connections: 4,
      seconds: LOADED_SECONDS,
      requests: logInRequests(2_000),
    }),
  ]);
  await watching;
  // The last seconds: what it grows to, not what it grows from.
  return measured.slice(-9);
}

async function watch(server: ServerProcess, measured: number[]): Promise<void> {
  for (let second = 0; second < LOADED_SECONDS; second += 1) {
    await sleep(1_000);
    measured.push(server.rssMb);
  }
}
