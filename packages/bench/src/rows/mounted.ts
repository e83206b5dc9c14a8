import { contestant } from '../contestants/contestants.ts';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import type { Row } from './row.ts';

const ROUNDS = 9;
const SECONDS = 2;
const CONNECTIONS = 32;
const requests = [{ method: 'GET', path: '/forum/threads/7/posts/9', headers: {} }] as const;

/** What a router of Express costs in gear, beside what an app of Express pays for the same headers, id, log and metric. */
export const mounted: Row = {
  name: 'mounted',
  about: `a mounted router of Express, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    const start = async (name: 'mounted-router' | 'router-floor') =>
      stack.adopt(
        await world.startServer(contestant(name), {
          // The contestant is gear as it is written.
          environment: { NODE_OPTIONS: '--conditions=source' },
        }),
        (started) => started.stop(),
      );
    const servers = { gear: await start('mounted-router'), express: await start('router-floor') };
    const names = ['gear', 'express'] as const;
    const loadOf = (name: (typeof names)[number]) =>
      sendWholesomeLoad(name, {
        port: servers[name].port,
        connections: CONNECTIONS,
        seconds: SECONDS,
        requests,
      });
    for (const name of names) await loadOf(name);
    const rounds = await inTurn(names, ROUNDS, loadOf);
    return [
      {
        goal: 'mounted',
        values: rounds.map(({ gear, express }) => gear.succeededPerSecond / express.succeededPerSecond),
      },
    ];
  },
};
