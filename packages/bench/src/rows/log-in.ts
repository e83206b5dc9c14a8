import { contestant } from '../contestants/contestants.ts';
import { sendWholesomeLoad } from '../load/send-load.ts';
import type { Request } from '../load/load.types.ts';
import { inTurn } from '../measure/rounds.ts';
import type { ServerProcess } from '../measure/server-process.ts';
import { peersOf } from '../peers/peers.ts';
import { logInRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import type { Row } from './row.ts';

const ROUNDS = 9;
const SECONDS = 3;
/** A process that has just started still compiles its code, and a log-in is too slow to have that over within one round. */
const WARM_UP_ROUNDS = 3;
const CONNECTIONS = 8;
const ACCOUNTS = 2_000;

interface Entrant {
  readonly server: ServerProcess;
  readonly requests: readonly Request[];
}

/** Log-ins with the right password, on all cores. */
export const logIns: Row = {
  name: 'log-in',
  about: `log-ins, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    const entrants = await enter(world, stack);
    const loadOf = async (name: string) => {
      const entrant = entrants[name];
      if (entrant === undefined) throw new Error(`${name} does not take part.`);
      const before = entrant.server.cpuMs;
      const report = await sendWholesomeLoad(name, {
        port: entrant.server.port,
        connections: CONNECTIONS,
        seconds: SECONDS,
        requests: entrant.requests,
      });
      const perSecond = report.succeededPerSecond;
      return { perSecond, cpu: (entrant.server.cpuMs - before) / (perSecond * SECONDS) };
    };
    const names = Object.keys(entrants);
    await inTurn(names, WARM_UP_ROUNDS, loadOf);
    const rounds = await inTurn(names, ROUNDS, loadOf);
    const ratio = (of: 'perSecond' | 'cpu', other: string) =>
      rounds.map((round) => (round['piste']?.[of] ?? NaN) / (round[other]?.[of] ?? NaN));
    const others = names.filter((name) => !['piste', 'argon2'].includes(name));
    return [
      { goal: 'logIn', values: ratio('perSecond', 'argon2') },
      { goal: 'logInCpu', values: ratio('cpu', 'argon2') },
      ...others.map((name) => ({
        goal: name === 'better-auth on Postgres' ? ('logInAuth' as const) : undefined,
        title: `the same: log-ins/s against ${name}`,
        values: ratio('perSecond', name),
      })),
    ];
  },
};

async function enter(world: World, stack: AsyncDisposableStack): Promise<Record<string, Entrant>> {
  const add = (server: ServerProcess) => stack.adopt(server, (started) => started.stop());
  const onAllCores = true;
  const requests = logInRequests(ACCOUNTS);
  const argon2 = await world.startServer(contestant('argon2-floor'), {
    onAllCores,
    environment: { PASSWORD_HASH: world.passwordHash },
  });
  const entrants: Record<string, Entrant> = {
    piste: { server: add(await world.startService('piste', { onAllCores })), requests },
    argon2: { server: add(argon2), requests },
  };
  for (const peer of await peersOf(world)) {
    const server = add(await peer.start({ onAllCores }));
    entrants[peer.name] = { server, requests: peer.logInRequests(ACCOUNTS) };
  }
  return entrants;
}
