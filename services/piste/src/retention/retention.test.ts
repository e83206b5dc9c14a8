import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@gnar/gear/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '@gnar/gear/database';
import { freshAddress } from '../testing/mailbox.ts';
import { makeSignedIn } from '../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { removeOutdated } from './retention.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste({
    GNAR_AUDIT_RETENTION_DAYS: '100',
    GNAR_PENDING_ACCOUNT_RETENTION_DAYS: '10',
  });
  // The hour may turn while a test runs.
  await piste.parts.database.run(
    `INSERT INTO schedules VALUES ('piste-retention', '7 * * * *', now() + interval '1 day')
     ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at`,
  );
});
afterAll(() => piste.stop());

const count = async (table: string) =>
  Number((await piste.parts.database.one<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))?.n);

describe('the schedule of retention', () => {
  it('removes what has outlived its use, and nothing else', async () => {
    const { database } = piste.parts;
    const ada = await makeSignedIn(piste);
    await database.run(
      `INSERT INTO users (email, created_at)
       VALUES ('long-pending@example.com', now() - interval '11 days'), ($1, now() - interval '11 days'),
              ('slow-pending@example.com', now() - interval '11 days'),
              ('just-pending@example.com', now() - interval '9 days')`,
      [freshAddress()],
    );
    await database.run(`UPDATE users SET created_at = now() - interval '400 days' WHERE id = $1`, [ada.id]);
    await database.run(
      `INSERT INTO links (user_id, purpose, id_hash, expires_at)
       SELECT id, 'activate', sha256(email::text::bytea),
              now() + CASE WHEN email LIKE 'long-%' THEN interval '-25 hours'
                           WHEN email LIKE 'slow-%' THEN interval '-23 hours' ELSE interval '1 hour' END
       FROM users WHERE status = 'pending' AND email NOT LIKE 'just-%'`,
    );
    await database.run(
      `INSERT INTO audit (event, outcome, at)
       VALUES ('log_in', 'too old', now() - interval '101 days'), ('log_in', 'old', now() - interval '99 days')`,
    );
    const due = await database.one(`SELECT cron FROM schedules WHERE name = 'piste-retention'`);
    expect(due).toEqual({ cron: '7 * * * *' });
    // As the scheduler does.
    await database.run(`INSERT INTO outbox (kind, payload) VALUES ('schedule:piste-retention', '{}')`);
    await until(async () => (await count('outbox')) === 0);

    const left = await database.all<{ email: string }>('SELECT email FROM users ORDER BY email');
    expect(left.map(({ email }) => email)).toEqual([
      'just-pending@example.com',
      expect.stringMatching(/^rider-/),
      expect.stringMatching(/^rider-/),
      'slow-pending@example.com',
    ]);
    expect(await count(`audit WHERE outcome = 'too old'`)).toBe(0);
    expect(await count(`audit WHERE outcome = 'old'`)).toBe(1);
    expect(await count('links')).toBe(2);
  });
});

describe('the removal of outdated rows', () => {
  const silent = { info: () => undefined, warn: () => undefined };
  const options = () => ({
    database: piste.parts.database,
    clock: piste.clock,
    log: silent,
    auditDays: 365,
    pendingAccountDays: 30,
  });
  const addOldRows = (rows: number) =>
    piste.parts.database.run(
      `INSERT INTO audit (event, outcome, at) SELECT 'log_in', 'very old', now() - interval '400 days'
       FROM generate_series(1, $1)`,
      [rows],
    );
  const oldRows = () => count(`audit WHERE outcome = 'very old'`);

  it('takes them all, in statements of at most 5,000 rows each', async () => {
    await addOldRows(12_000);
    const batches: number[] = [];
    const run: Database['run'] = async (...query) => {
      const rows = await piste.parts.database.run(...query);
      batches.push(rows);
      return rows;
    };
    const told: unknown[] = [];
    const log = { ...silent, info: (line: unknown) => void told.push(line) };
    await removeOutdated({ ...options(), log, database: { run } });
    expect(await oldRows()).toBe(0);
    expect(told).toEqual([{ removed: expect.objectContaining({ audit: 12_000, links: 0 }) }]);
    expect(batches.filter((rows) => rows > 0)).toEqual([5_000, 5_000, 2_000]);
  });

  it('goes on with the other kinds when one cannot be removed, and tells which', async () => {
    await addOldRows(1);
    const warnings: unknown[] = [];
    const run: Database['run'] = (query, values) =>
      (typeof query === 'string' ? query : query.text).startsWith('delete from links')
        ? Promise.reject(new Error('no links today'))
        : piste.parts.database.run(query, values);
    const log = { ...silent, warn: (line: unknown) => void warnings.push(line) };
    const round = removeOutdated({ ...options(), log, database: { run } });
    await expect(round).rejects.toMatchObject({ errors: [new Error('no links today')] });
    expect(await oldRows()).toBe(0);
    expect(warnings).toContainEqual(expect.objectContaining({ kind: 'links' }));
  });

  it('passes over rows that another transaction has in hand instead of waiting for them', async () => {
    await addOldRows(2);
    await piste.parts.database.transaction(async (transaction) => {
      await transaction.one(`SELECT 1 FROM audit WHERE outcome = 'very old' LIMIT 1 FOR UPDATE`);
      await removeOutdated(options());
    });
    expect(await oldRows()).toBe(1);
  });

  it('stops after the batch in hand, however much there is left', async () => {
    let batches = 0;
    const run: Database['run'] = async () => {
      batches += 1;
      await sleep(50);
      return 5_000;
    };
    const stopping = new AbortController();
    const round = removeOutdated({ ...options(), database: { run } }, stopping.signal);
    await sleep(10);
    stopping.abort();
    await round;
    expect(batches).toBe(1);
  });
});
