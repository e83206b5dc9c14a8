import { createHmac, hkdfSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import type { Row } from '../rows/row.ts';

const ROUNDS = 9;
const SECONDS = 2;
const CONNECTIONS = 8;

/** What the way through piste adds to a call of off-piste, both on the app's core. */
export const row = {
  name: '10-45',
  about: `/10-45 and /check-in, ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s each`,
  async measure(world) {
    await using stack = new AsyncDisposableStack();
    // The messages arrive after the row: piste would take them from the queue while it is measured.
    const environment = { GNAR_SECRET_MESSAGE_DELAY_SECONDS: '900' };
    const offPiste = await world.startService('off-piste', { environment });
    stack.defer(() => offPiste.stop());
    const piste = await world.startService('piste', {
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
        goal: { title: '/10-45 through piste against off-piste asked directly', atLeast: 0.75 },
        values: rounds.map(({ piste: through, offPiste: direct }) => through / direct),
      },
    ];
  },
} satisfies Row;

/** The header by which piste proves to off-piste who asks, for a minute; written out here so that off-piste can be asked alone. */
function peerTokenHeader(secret: string): Record<string, string> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'gnar peer tokens', 32)).toString('base64url');
  const kid = createHmac('sha256', key).update('gnar peer key id').digest('base64url').slice(0, 12);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'piste', aud: 'off-piste', iat: now, exp: now + 60 };
  const token = jwt.sign(claims, Buffer.from(key), {
    algorithm: 'HS256',
    header: { alg: 'HS256', typ: 'peer+jwt', kid },
  });
  return { 'X-Gnar-Peer': token };
}
