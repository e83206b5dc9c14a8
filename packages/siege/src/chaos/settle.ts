import { setTimeout as delay } from 'node:timers/promises';
import type { System } from '../system/system.types.ts';
import { memberOf, type Client } from './client.ts';
import { chaosFeatures } from './features.ts';
import type { Person } from './person.ts';
import type { Postbox } from './postbox.ts';
import type { Violations } from './violations.ts';

interface World {
  readonly system: System;
  readonly client: Client;
  readonly people: readonly Person[];
  readonly postbox: Postbox;
  readonly violations: Violations;
}

/** Longer than the longest pause between two deliveries of the outbox. */
const DELIVERY_LIMIT_MS = 330_000;
/** For what features promised, to all people together. */
const PROMISES_LIMIT_MS = 60_000;
const VISITOR = '10.78.0.1';

/** Compares what was acknowledged with the state of the product, once everything is up again. */
export async function compare(world: World): Promise<void> {
  await untilDelivered(world);
  await world.postbox.look();
  const keptBy = Date.now() + PROMISES_LIMIT_MS;
  for (const person of world.people) {
    if (person.state === 'asked') continue;
    await comparePasswords(world, person);
    await compareSessions(world, person);
    compareEmails(world, person);
    await comparePromises(world, person, keptBy);
    await compareAudit(world, person);
  }
  await compareTables(world);
}

async function untilDelivered({ system, violations }: World): Promise<void> {
  const deadline = Date.now() + DELIVERY_LIMIT_MS;
  for (;;) {
    const { rows } = await system.database.query<{ waiting: number }>(
      'SELECT count(*)::int AS waiting FROM outbox',
    );
    const waiting = rows[0]?.waiting ?? 0;
    if (waiting === 0) return;
    if (Date.now() > deadline) {
      violations.add(`${waiting} items of the outbox were not delivered`);
      return;
    }
    await delay(500);
  }
}

async function comparePasswords({ client, violations }: World, person: Person): Promise<void> {
  const { email, network, password, retired, state, city } = person;
  const logIn = (tried: string) =>
    client.ask('POST', '/user/login', { body: { email, password: tried }, network });
  const last = retired.at(-1);
  if (last !== undefined && last !== password) {
    violations.unless(
      (await logIn(last)).status === 401,
      `${email}: a password that was replaced still opens`,
    );
  }
  const { status, token, json } = await logIn(password);
  if (state === 'deleted') {
    violations.unless(status === 401, `${email} was deleted and can log in`);
    return;
  }
  violations.unless(
    status === 200,
    `${email} cannot log in with the password that was acknowledged: ${status}`,
  );
  if (token !== undefined) person.live.push({ token, since: Date.now() });
  person.id = memberOf(json, 'id');
  const kept = memberOf(json, 'city');
  violations.unless(kept === city, `${email}: city ${kept}, acknowledged ${city}`);
}

/** On the route that reads the cache, in both replicas. */
async function compareSessions({ system, client, violations }: World, person: Person): Promise<void> {
  const { email, network, live, ended } = person;
  for (const { url } of system.piste) {
    const statusOf = async (token: string) => {
      const outcome = await client.tryAt(url, 'GET', '/user/sessions', { token, network });
      return outcome === 'lost' ? 0 : outcome.status;
    };
    for (const token of ended.slice(-5)) {
      violations.unless(
        (await statusOf(token)) === 401,
        `${email}: a session that was ended is let in by ${url}`,
      );
    }
    for (const { token, since } of live.slice(-5)) {
      if (Date.now() - since > 13 * 60_000) continue;
      violations.unless(
        (await statusOf(token)) === 200,
        `${email}: a session that lives is refused by ${url}`,
      );
    }
  }
}

function compareEmails({ postbox, violations }: World, { email, emails }: Person): void {
  const expected = emails.activation + emails.reset + emails.notice;
  const found = postbox.count(email);
  violations.unless(found >= expected, `${email} got ${found} emails of ${expected} that were accepted`);
}

async function comparePromises(
  { client, violations }: World,
  { email, network, promises }: Person,
  deadline: number,
): Promise<void> {
  for (const [name, feature] of chaosFeatures) {
    for (const promise of promises.get(name) ?? []) {
      let isKept = await feature.isKept(client, promise, { network });
      while (!isKept && Date.now() < deadline) {
        await delay(500);
        isKept = await feature.isKept(client, promise, { network });
      }
      violations.unless(isKept, `${email}: ${name} did not keep its promise ${promise}`);
    }
  }
}

async function compareAudit({ system, violations }: World, person: Person): Promise<void> {
  const { id, email, state, audited } = person;
  if (state === 'deleted') {
    const { rowCount } = await system.database.query('SELECT 1 FROM audit WHERE user_id = $1', [id ?? null]);
    violations.unless(rowCount === 0, `${email} was deleted and is in the audit, ${rowCount} times`);
    return;
  }
  const { rows } = await system.database.query<{ event: string; count: number }>(
    `SELECT event, count(*)::int AS count FROM audit
     WHERE user_id = $1 AND outcome IN ('succeeded', 'requested') GROUP BY event`,
    [id ?? null],
  );
  for (const [event, expected] of audited) {
    const found = rows.find((row) => row.event === event)?.count ?? 0;
    violations.unless(
      found >= expected,
      `${email}: ${found} audit rows of ${event}, ${expected} acknowledged`,
    );
  }
}

/** No partial rows, and no account twice. */
async function compareTables({ system, client, people, violations }: World): Promise<void> {
  const half = {
    'active accounts without a password': `SELECT 1 FROM users WHERE status = 'active' AND password_hash IS NULL`,
    'pending accounts with a password': `SELECT 1 FROM users WHERE status = 'pending' AND password_hash IS NOT NULL`,
    'addresses with two accounts': `SELECT 1 FROM users GROUP BY email HAVING count(*) > 1`,
    'sessions of accounts that are not active': `SELECT 1 FROM sessions JOIN users ON users.id = user_id WHERE status <> 'active'`,
  };
  for (const [what, query] of Object.entries(half)) {
    const { rowCount } = await system.database.query(query);
    violations.unless(rowCount === 0, `${rowCount} ${what}`);
  }
  const deleted = people.filter(({ state }) => state === 'deleted').map(({ email }) => email);
  const { rowCount } = await system.database.query('SELECT 1 FROM users WHERE email::text = ANY($1)', [
    deleted,
  ]);
  violations.unless(rowCount === 0, `${rowCount} accounts that were deleted are still there`);
  const { status } = await client.ask('GET', '/openapi.json', { network: VISITOR });
  violations.unless(status === 200, `the product answers ${status} after it all`);
}
