import { contestant } from '../contestants/contestants.ts';
import type { Request } from '../load/load.types.ts';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import { measureDrain } from '../outbox/drain.ts';
import { logIn, userGetRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import type { Row } from './row.ts';

const SIGN_UP_ROUNDS = 5;
const SIGN_UP_SECONDS = 4;
const SIGN_UP_CONNECTIONS = 8;
const FLOOR_SECONDS = 2;
const FLOOR_CONNECTIONS = 32;
const DRAINS = 2;
const WAITING = 100_000;

/** How many sign-ups one process accepts, and how fast it sends what waits. */
export const outbox: Row = {
  name: 'outbox',
  about: `sign-ups for ${SIGN_UP_ROUNDS} × ${SIGN_UP_SECONDS} s, then ${WAITING} waiting emails, ${DRAINS} times`,
  async measure(world) {
    const signUps = await acceptedBesideFloor(world);
    const { argv, cwd, environment } = world.images.of('piste');
    const piste = { argv: [...world.cores.app, ...argv], cwd, environment };
    const drains: Awaited<ReturnType<typeof measureDrain>>[] = [];
    for (let turn = 0; turn < DRAINS; turn += 1) {
      drains.push(await measureDrain({ waiting: WAITING, warmUpSeconds: 3, seconds: 8, piste }));
    }
    return [
      { goal: 'signUps', values: signUps.map(({ piste: accepted, floor }) => accepted / floor) },
      { title: 'the same: sign-ups/s', unit: '/s', values: signUps.map(({ piste: accepted }) => accepted) },
      { goal: 'drain', values: drains.map(({ spread }) => spread) },
      { goal: 'drainAtOnce', values: drains.map(({ sameMoment }) => sameMoment) },
    ];
  },
};

/** Both by the second, in turn. */
async function acceptedBesideFloor(world: World): Promise<Record<'piste' | 'floor', number>[]> {
  await using stack = new AsyncDisposableStack();
  const piste = stack.adopt(await world.startService('piste', { onAllCores: true }), (server) =>
    server.stop(),
  );
  const floor = stack.adopt(await world.startServer(contestant('express-floor')), (server) => server.stop());
  const floorRequests = userGetRequests(await logIn(piste.port, 20));
  let newcomers = 0;
  const measure = async (name: 'piste' | 'floor') => {
    // What is still to be sent would cost the one whose turn is next.
    await world.sql('delete from outbox');
    const order =
      name === 'piste'
        ? {
            port: piste.port,
            connections: SIGN_UP_CONNECTIONS,
            seconds: SIGN_UP_SECONDS,
            requests: Array.from({ length: 10_000 }, () => signUpOf((newcomers += 1))),
          }
        : {
            port: floor.port,
            connections: FLOOR_CONNECTIONS,
            seconds: FLOOR_SECONDS,
            requests: floorRequests,
          };
    return (await sendWholesomeLoad(name, order)).succeededPerSecond;
  };
  for (const name of ['piste', 'floor'] as const) await measure(name);
  return await inTurn(['piste', 'floor'] as const, SIGN_UP_ROUNDS, measure);
}

function signUpOf(newcomer: number): Request {
  return {
    method: 'POST',
    path: '/user/signup',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email: `newcomer-${newcomer}@example.com` }),
  };
}
