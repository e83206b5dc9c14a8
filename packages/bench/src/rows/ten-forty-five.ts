import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import { peerTokenHeader } from '../product/peer-token.ts';
import type { Row } from './row.ts';

const ROUNDS = 9;
const SECONDS = 2;
const CONNECTIONS = 8;

/** What the way through piste adds to a call of off-piste, both on the app's core. */
export const tenFortyFive: Row = {
  name: '10-45',
  about: `/10-45 and /check-in, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    // The messages arrive after the row: piste would take them from the queue while it is measured.
    const offPiste = await world.startOffPiste({ environment: { GNAR_SECRET_MESSAGE_DELAY_SECONDS: '900' } });
    stack.defer(() => offPiste.stop());
    const piste = await world.startPiste({
      environment: { OFF_PISTE_SERVICE_PORT: `tcp://127.0.0.1:${offPiste.port}` },
    });
    stack.defer(() => piste.stop());

    const measure = async (name: 'piste' | 'offPiste') => {
      const { succeededPerSecond } = await sendWholesomeLoad(name, {
        port: name === 'piste' ? piste.port : offPiste.port,
        connections: CONNECTIONS,
        seconds: SECONDS,
        requests: [
          name === 'piste'
            ? { method: 'GET', path: '/10-45', headers: {} }
            : { method: 'GET', path: '/check-in', headers: peerTokenHeader(world.secret) },
        ],
      });
      return succeededPerSecond;
    };
    for (const name of ['piste', 'offPiste'] as const) await measure(name);
    const rounds = await inTurn(['piste', 'offPiste'] as const, ROUNDS, measure);
    return [
      {
        goal: 'tenFortyFive',
        values: rounds.map(({ piste: through, offPiste: direct }) => through / direct),
      },
    ];
  },
};
