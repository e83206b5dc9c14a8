import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { sendWholesomeLoad } from '../load/send-load.ts';
import { logIn, userGetRequests } from '../product/people.ts';
import type { World } from '../product/world.ts';
import type { Figure } from '../report/figure.ts';

const ROUNDS = 9;
const SECONDS = 3;
const GETS_PER_SECOND = 200;
const KEPT_DAYS = 7;
/** Far below what a lone DELETE of all of them would need to be refused again and again. */
const LONGEST_MS = 10 * 60_000;

/** Retention as it finds all audit rows of the tables outdated: what people notice of it, and that it comes to its end. */
export async function measureRemoval(world: World): Promise<Figure[]> {
  await using stack = new AsyncDisposableStack();
  const observer = new Client({ connectionString: world.ownerConnectionString });
  await observer.connect();
  stack.defer(() => observer.end());
  const outdated = async () => {
    const text = `select from audit where at < now() - interval '${KEPT_DAYS} days' limit 1`;
    return (await observer.query(text)).rowCount !== 0;
  };
  const { rows } = await observer.query<{ count: number }>(
    `select count(*)::int from audit where at < now() - interval '${KEPT_DAYS} days'`,
  );
  const startedAt = performance.now();
  const piste = stack.adopt(
    await world.startService('piste', { environment: { GNAR_AUDIT_RETENTION_DAYS: String(KEPT_DAYS) } }),
    (server) => server.stop(),
  );
  const requests = userGetRequests(await logIn(piste.port, 20));
  const p99 = async () => {
    const load = { port: piste.port, connections: 50, seconds: SECONDS, rate: GETS_PER_SECOND, requests };
    return (await sendWholesomeLoad('/user/get', load)).p99;
  };
  await p99();
  const meanwhile: number[] = [];
  let removedAt: number | undefined;
  while (removedAt === undefined) {
    const measured = meanwhile.length < ROUNDS ? await p99() : await sleep(1_000, Number.NaN);
    if (!(await outdated())) removedAt = performance.now();
    else if (Number.isFinite(measured)) meanwhile.push(measured);
    if (performance.now() - startedAt > LONGEST_MS)
      throw new Error('Outdated audit rows are left after 10 min');
  }
  const afterwards: number[] = [];
  while (afterwards.length < Math.max(1, meanwhile.length)) afterwards.push(await p99());
  return [
    { goal: 'removalP99', values: meanwhile.map((ms, round) => ms / (afterwards[round] ?? Number.NaN)) },
    {
      title: 'the same: outdated audit rows removed',
      unit: '/s',
      values: [((rows[0]?.count ?? 0) * 1_000) / (removedAt - startedAt)],
    },
  ];
}
