import { sendWholesomeLoad } from '../load/send-load.ts';
import type { Request } from '../load/load.types.ts';
import { inTurn } from '../measure/rounds.ts';
import type { ServerProcess } from '../measure/server-process.ts';
import { peersOf } from '../peers/peers.ts';
import { logIn, userGetRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import { contestant } from '../contestants/contestants.ts';
import type { GoalName } from '../report/goals.ts';
import type { Row } from './row.ts';

const ROUNDS = 9;
const SECONDS = 2;
const CONNECTIONS = 32;
const SESSIONS = 20;

const goalsAgainst: Readonly<Record<string, GoalName>> = {
  'better-auth on Postgres': 'userGetAuthPg',
  'better-auth on Redis': 'userGetAuthRedis',
};

interface Entrant {
  readonly server: ServerProcess;
  readonly requests: readonly Request[];
}

/** Protected requests on one core; all contestants have the same accounts, Postgres and Redis. */
export const userGet: Row = {
  name: 'user-get',
  about: `POST /user/get, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    const entrants = await enter(world, stack);
    const loadOf = async (name: string) => {
      const { server, requests } = entrants[name] ?? never(name);
      const before = server.cpuMs;
      const report = await sendWholesomeLoad(name, {
        port: server.port,
        connections: CONNECTIONS,
        seconds: SECONDS,
        requests,
      });
      return { ...report, cpu: (server.cpuMs - before) / (report.succeededPerSecond * SECONDS) };
    };
    const names = Object.keys(entrants);
    for (const name of names) await loadOf(name);
    const rounds = await inTurn(names, ROUNDS, loadOf);
    const ratio = (name: string, of: 'succeededPerSecond' | 'p99' | 'cpu', other: string) =>
      rounds.map((round) => (round[name]?.[of] ?? NaN) / (round[other]?.[of] ?? NaN));
    const others = names.filter((name) => !['piste', 'express'].includes(name));
    return [
      { goal: 'userGet', values: ratio('piste', 'succeededPerSecond', 'express') },
      { goal: 'userGetP99', values: ratio('piste', 'p99', 'express') },
      { title: 'the same: CPU per request against bare express', values: ratio('piste', 'cpu', 'express') },
      ...others.map((name) => ({
        goal: goalsAgainst[name],
        title: `the same: requests/s against ${name}`,
        values: ratio('piste', 'succeededPerSecond', name),
      })),
    ];
  },
};

async function enter(world: World, stack: AsyncDisposableStack): Promise<Record<string, Entrant>> {
  const add = (server: ServerProcess) => stack.adopt(server, (started) => started.stop());
  const piste = add(await world.startService('piste'));
  const requests = userGetRequests(await logIn(piste.port, SESSIONS));
  const entrants: Record<string, Entrant> = {
    piste: { server: piste, requests },
    express: { server: add(await world.startServer(contestant('express-floor'))), requests },
    'node:http': { server: add(await world.startServer(contestant('http-floor'))), requests },
  };
  for (const peer of await peersOf(world)) {
    const server = add(await peer.start({ onAllCores: false }));
    entrants[peer.name] = { server, requests: await peer.sessionRequests(server.port, SESSIONS) };
  }
  return entrants;
}

function never(name: string): never {
  throw new Error(`${name} does not take part.`);
}
