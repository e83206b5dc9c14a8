import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from '../testing/mailbox.ts';
import { makeSignedIn } from '../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { until } from '../testing/until.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const count = async (table: string) =>
  Number((await piste.app.database.one<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))?.n);

describe('a start', () => {
  it('removes what has outlived its use, and nothing else', async () => {
    const { database } = piste.app;
    const ada = await makeSignedIn(piste);
    await database.run(
      `INSERT INTO users (email, created_at)
       VALUES ('long-pending@example.com', now() - interval '40 days'), ($1, now() - interval '40 days'),
              ('just-pending@example.com', now())`,
      [freshAddress()],
    );
    await database.run(`UPDATE users SET created_at = now() - interval '400 days' WHERE id = $1`, [ada.id]);
    await database.run(
      `INSERT INTO links (user_id, purpose, id_hash, expires_at)
       SELECT id, 'activate', sha256(email::text::bytea),
              now() + CASE WHEN email LIKE 'rider-%' THEN interval '1 hour' ELSE interval '-3 days' END
       FROM users WHERE status = 'pending'`,
    );
    await database.run(
      `INSERT INTO audit (event, outcome, at) VALUES ('log_in', 'old', now() - interval '366 days')`,
    );
    await database.run(
      `INSERT INTO sessions (sid, user_id, expires_at) VALUES (gen_random_uuid(), $1, now() - interval '1 minute')`,
      [ada.id],
    );
    await database.run(
      `INSERT INTO outbox (kind, payload, created_at, available_at)
       VALUES ('unknown', '{}', now() - interval '8 days', now()), ('unknown', '{}', now(), now())`,
    );

    await using next = await startReplicaOf(piste);
    await until(async () => (await count('outbox')) === 1 && (await count('users')) === 3);

    const left = await database.all<{ email: string }>('SELECT email FROM users ORDER BY email');
    expect(left.map(({ email }) => email)).toEqual([
      'just-pending@example.com',
      expect.stringMatching(/^rider-/),
      expect.stringMatching(/^rider-/),
    ]);
    expect(await count('sessions')).toBe(1);
    expect(await count(`audit WHERE outcome = 'old'`)).toBe(0);
    expect(await count('links')).toBe(1);
    expect(next.logLines.filter((line) => line.includes('undeliverable'))).toHaveLength(1);
  });
});
