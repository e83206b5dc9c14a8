import { until } from '@gnar/gear/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeActive, makeSignedIn, strongPassword } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';

let piste: PisteUnderTest;
let replica: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste({ GNAR_TRUSTED_PROXIES: '127.0.0.1' });
  replica = await startReplicaOf(piste);
});
afterAll(async () => {
  await replica.stop();
  await piste.stop();
});

interface StoredRow {
  readonly table: string;
  readonly row: string;
}

/** Every row of every table. */
async function everyRow(): Promise<StoredRow[]> {
  const { database } = piste.parts;
  const tables = await database.all<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const rows = await Promise.all(
    tables.map(({ name }) =>
      database.all<{ table: string; row: string }>(
        `SELECT $1::text AS table, to_jsonb(stored)::text AS row FROM ${name} AS stored`,
        [name],
      ),
    ),
  );
  return rows.flat();
}

const idle = async () => (await piste.parts.database.all('SELECT 1 FROM outbox')).length === 0;

describe('a deletion', () => {
  it.each([
    ['IPv4', (round: number) => `203.0.113.${round + 10}`],
    ['IPv6', (round: number) => `2001:db8:7:8::${round + 1}`],
  ])(
    'leaves no id and no %s address in any table, whatever requests of the same person race with it',
    async (_, addressOf) => {
      const traces: StoredRow[] = [];
      for (let round = 0; round < 8; round += 1) {
        const ip = addressOf(round);
        const headers = { 'x-forwarded-for': ip };
        const email = await makeActive(piste);
        const logIn = (password: string, at = replica) =>
          at.api.post('/user/login', { email, password }, { headers });
        const opened = await logIn(strongPassword, piste);
        const as = opened.headers.get('authorization') ?? '';
        const id = String(opened.json['id']);
        await piste.api.post('/user/signup', { email }, { headers });

        const [deleted] = await Promise.all([
          piste.api.call('DELETE', `/user/${id}`, { body: { password: strongPassword }, as, headers }),
          ...['wrong-one', strongPassword, 'wrong-two', strongPassword, 'wrong-three'].map((password) =>
            logIn(password),
          ),
          logIn('wrong-four', piste),
          replica.api.get('/user/export', { as, headers }),
          replica.api.post('/user/signup', { email }, { headers }),
          replica.api.post('/user/send-reset-password-email', { email }, { headers }),
          replica.api.post('/user/logout', undefined, { as, headers }),
        ]);
        if (deleted.status !== 204) {
          // The log-out came first.
          expect(deleted.status).toBe(401);
          continue;
        }
        await logIn('after-the-deletion');
        await until(idle);
        // A sign-up that came after the deletion makes another account, of which there may be rows.
        const next = await piste.parts.database.one<{ id: string }>('SELECT id FROM users WHERE email = $1', [
          email,
        ]);
        const mentions = ({ row }: StoredRow) =>
          row.includes(id) ||
          ([email, `"${ip}"`].some((word) => row.includes(word)) && !(next && row.includes(next.id)));
        traces.push(...(await everyRow()).filter(mentions));
      }
      expect(traces).toEqual([]);
    },
    60_000,
  );

  it('takes with it what waited to be delivered', async () => {
    await using slow = await startReplicaOf(piste, { GNAR_MAIL_SPREAD_SECONDS: '60' });
    const ada = await makeSignedIn(slow);
    const { email } = ada;
    for (let times = 0; times < 5; times += 1) {
      await slow.api.post('/user/signup', { email: email.toUpperCase() });
      await slow.api.post('/user/send-reset-password-email', { email });
    }
    await slow.parts.database.transaction((transaction) =>
      slow.parts.jobs.add(transaction, {
        kind: 'password-changed',
        payload: { userId: ada.id },
        delaySeconds: 60,
      }),
    );
    const mentioning = async () =>
      (await everyRow()).filter(({ row }) => row.includes(ada.id) || row.toLowerCase().includes(email));
    expect((await mentioning()).length).toBeGreaterThan(5);
    const deleted = await slow.api.call('DELETE', `/user/${ada.id}`, {
      body: { password: strongPassword },
      as: ada.authorization,
    });
    expect(deleted.status).toBe(204);
    expect(await mentioning()).toEqual([]);
  });

  it('of an account that was never activated, by whatever way, is forgotten in the audit as well', async () => {
    const { database } = piste.parts;
    const user = await database.one<{ id: string }>(
      `INSERT INTO users (email) VALUES ('never-activated@example.com') RETURNING id`,
    );
    const row = await database.one<{ id: string }>(
      `INSERT INTO audit (event, outcome, user_id, ip) VALUES ('activate', 'weak_password', $1, '198.51.100.9') RETURNING id`,
      [user?.id],
    );
    await database.run('DELETE FROM users WHERE id = $1', [user?.id]);
    expect(await database.one('SELECT outcome, user_id, ip FROM audit WHERE id = $1', [row?.id])).toEqual({
      outcome: 'weak_password',
      user_id: null,
      ip: null,
    });
  });
});

describe('an audit row that names no account', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:7:8::9', '2001:db8:7::/48'],
  ])('keeps of %s only %s', async (ip, network) => {
    const answer = await piste.api.post(
      '/user/login',
      { email: 'unknown@example.com', password: 'wrong' },
      { headers: { 'x-forwarded-for': ip } },
    );
    const row = await piste.parts.database.one('SELECT ip::text FROM audit WHERE request_id = $1', [
      answer.headers.get('x-request-id'),
    ]);
    expect(row).toEqual({ ip: network });
  });
});
