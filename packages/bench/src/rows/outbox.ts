import { join } from 'node:path';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { measureDrain } from '../outbox/drain.ts';
import type { World } from '../product/world.ts';
import type { Row } from './row.ts';

const SIGN_UP_ROUNDS = 5;
const SIGN_UP_SECONDS = 4;
const DRAINS = 2;
const WAITING = 100_000;

/** How many sign-ups one process accepts, and how fast it sends what waits. */
export const outbox: Row = {
  name: 'outbox',
  about: `sign-ups for ${SIGN_UP_ROUNDS} × ${SIGN_UP_SECONDS} s, then ${WAITING} waiting emails, ${DRAINS} times`,
  async measure(world) {
    const accepted = await acceptedPerSecond(world);
    const { words, cwd, environment } = world.images.of('piste');
    const [node = '', program = ''] = words;
    const options = (environment['NODE_OPTIONS'] ?? '').split(' ');
    const piste = [...world.cores.app, node, ...options, join(cwd, program)];
    const drains: Awaited<ReturnType<typeof measureDrain>>[] = [];
    for (let turn = 0; turn < DRAINS; turn += 1) {
      drains.push(await measureDrain({ waiting: WAITING, warmUpSeconds: 3, seconds: 8, piste }));
    }
    return [
      { goal: 'signUps', values: accepted },
      { goal: 'drain', values: drains.map(({ spread }) => spread) },
      { goal: 'drainAtOnce', values: drains.map(({ sameMoment }) => sameMoment) },
    ];
  },
};

async function acceptedPerSecond(world: World): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  const piste = stack.adopt(await world.startPiste({ onAllCores: true }), (server) => server.stop());
  const rounds: number[] = [];
  for (let round = 0; round < SIGN_UP_ROUNDS; round += 1) {
    const { succeededPerSecond } = await sendWholesomeLoad('/user/signup', {
      port: piste.port,
      connections: 8,
      seconds: SIGN_UP_SECONDS,
      requests: Array.from({ length: 10_000 }, (_, turn) => ({
        method: 'POST',
        path: '/user/signup',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: `newcomer-${round}-${turn}@example.com` }),
      })),
    });
    rounds.push(succeededPerSecond);
  }
  // The first one warmed it up.
  return rounds.slice(1);
}
