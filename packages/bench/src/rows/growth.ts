import { contestant } from '../contestants/contestants.ts';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { inTurn } from '../measure/rounds.ts';
import { logIn, userGetRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import type { Figure } from '../report/figure.ts';
import { measureRemoval } from './removal.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;
const SECONDS = 2;
const CONNECTIONS = 32;
const SESSIONS_EACH = 5;
const SIZES = [1_000, 100_000, 1_000_000] as const;
const AUDIT_ROWS = 5_000_000;

/** The product against the floor with ever more accounts, sessions, waiting emails and audit rows in the tables. */
export const growth: Row = {
  name: 'growth',
  about: `POST /user/get with ${SIZES.join(', ')} accounts, ${SESSIONS_EACH} sessions each; 100,000 waiting rows, 5,000,000 audit rows, and their removal`,
  isLong: true,
  async measure(world) {
    // Of the world's own accounts those stay that are logged in below.
    await world.sql(`delete from users where email ~ '^bench-[0-9]{4,}@'`);
    const medians: { size: number; ratios: number[] }[] = [];
    for (const size of SIZES) {
      await grow(world, size);
      medians.push({ size, ratios: await ratioToFloor(world) });
    }
    await fill(world);
    const filled = await ratioToFloor(world);
    const first = medians[0]?.ratios ?? [];
    const against = (ratios: readonly number[]) =>
      ratios.map((ratio, round) => ratio / (first[round] ?? NaN));
    return [
      ...medians.slice(1).map(({ size, ratios }): Figure => ({
        goal: size === 1_000_000 ? 'growthMillion' : 'growthHundredThousand',
        values: against(ratios),
      })),
      { goal: 'growthFilled', values: against(filled) },
      ...(await measureRemoval(world)),
    ];
  },
};

async function ratioToFloor(world: World): Promise<number[]> {
  await using stack = new AsyncDisposableStack();
  const piste = stack.adopt(await world.startService('piste'), (server) => server.stop());
  const floor = stack.adopt(await world.startServer(contestant('express-floor')), (server) => server.stop());
  const requests = userGetRequests(await logIn(piste.port, 500));
  const measure = async (name: 'piste' | 'floor') => {
    const { port } = name === 'piste' ? piste : floor;
    const load = { port, connections: CONNECTIONS, seconds: SECONDS, requests };
    return (await sendWholesomeLoad(name, load)).succeededPerSecond;
  };
  for (const name of ['piste', 'floor'] as const) await measure(name);
  const rounds = await inTurn(['piste', 'floor'] as const, ROUNDS, measure);
  return rounds.map((round) => round.piste / round.floor);
}

/** Accounts of others, up to so many, each with its sessions. */
async function grow({ sql, passwordHash }: World, size: number): Promise<void> {
  await sql(
    `with added as (
       insert into users (email, status, password_hash)
       select 'crowd-' || n || '@example.com', 'active', '${passwordHash}' from generate_series(1001, ${size}) n
       on conflict (email) do nothing returning id
     )
     insert into sessions (sid, user_id, expires_at)
     select gen_random_uuid(), id, now() + interval '12 hours' from added, generate_series(1, ${SESSIONS_EACH})`,
  );
  await sql('analyze users, sessions');
}

/** What waits to be sent, and what was noted: far in the future and of last week, so that neither relay nor retention takes it away meanwhile. */
async function fill({ sql }: World): Promise<void> {
  await sql(
    `insert into outbox (kind, payload, available_at)
     select 'sign-up-requested', '{}', now() + n * interval '1 second' + interval '1 day' from generate_series(1, 100000) n`,
  );
  await sql(
    `insert into audit (event, outcome, at)
     select 'log_in', 'succeeded', now() - interval '9 days' from generate_series(1, ${AUDIT_ROWS})`,
  );
  await sql('analyze outbox, audit');
}
