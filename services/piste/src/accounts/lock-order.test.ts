import { until } from '@gnar/gear/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLinks } from '../links/links.ts';
import {
  makeActive,
  makeSignedIn,
  otherStrongPassword,
  strongPassword,
  type Person,
} from '../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../testing/piste-under-test.ts';

/** As strong as the others. */
const resetPassword = 'Moraine&piolet-4408-verglas';
const rounds = 26;

let piste: PisteUnderTest;
let replica: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
  // Its parameters are others: a log-in here hashes the password anew.
  replica = await startReplicaOf(piste, { GNAR_ARGON2_TIME_COST: '3' });
});
afterAll(async () => {
  await replica.stop();
  await piste.stop();
});

/** Puts the requests in line for the user's row before any of them can have it. */
async function allAtOnce<T>(id: string, waiting: number, start: () => Promise<T>[]): Promise<T[]> {
  const { database } = piste.parts;
  let answers: Promise<T>[] = [];
  await database.transaction(async (transaction) => {
    await transaction.one('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [id]);
    answers = start();
    await until(async () => (await waitingForLocks()) === waiting);
  });
  return Promise.all(answers);
}

async function waitingForLocks(): Promise<number> {
  const row = await piste.parts.database.one<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}

const deadlocks = () =>
  [...piste.logLines, ...replica.logLines].filter((line) => line.includes('a transaction is run again'))
    .length;

const links = () => createLinks({ clock: piste.clock, lifetimeMinutes: 60 });

describe('a reset, a change, a deletion and a log-in that re-hashes, of one account at the same moment', () => {
  it('wait for each other without a deadlock: one of the first three wins, and nothing of the old password is left', async () => {
    const { database, argon2 } = piste.parts;
    const winners: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const ada = await makeSignedIn(piste);
      const token = await links().issue(database, ada, 'reset');
      const [at, elsewhere] = round % 2 === 0 ? [piste, replica] : [replica, piste];
      const as = ada.authorization;
      const change = { currentPassword: strongPassword, password: otherStrongPassword };
      const [reset, changed, deleted, loggedIn] = await allAtOnce(ada.id, 4, () => [
        at.api.post('/user/reset-password', { token, password: resetPassword }),
        elsewhere.api.post('/user/change-password', change, { as }),
        at.api.call('DELETE', `/user/${ada.id}`, { body: { password: strongPassword }, as }),
        replica.api.post('/user/login', { email: ada.email, password: strongPassword }),
      ]);
      const statuses = [reset?.status, changed?.status, deleted?.status];
      const winner = ['reset', 'change', 'deletion'][statuses.indexOf(204)];
      winners.push(winner ?? 'none');
      expect({ round, statuses: statuses.toSorted() }).toEqual({
        round,
        statuses: winner === 'reset' ? [204, 401, 401] : [204, 401, 410],
      });
      expect([200, 401]).toContain(loggedIn?.status);

      const user = await database.one<{ hash: string }>(
        'SELECT password_hash AS hash FROM users WHERE id = $1',
        [ada.id],
      );
      const sessions = await database.all('SELECT 1 FROM sessions WHERE user_id = $1', [ada.id]);
      const unused = await database.all('SELECT 1 FROM links WHERE user_id = $1 AND used_at IS NULL', [
        ada.id,
      ]);
      expect({ winner, there: user !== undefined, sessions: sessions.length, unused }).toEqual({
        winner,
        there: winner !== 'deletion',
        sessions: winner === 'change' ? 1 : 0,
        unused: [],
      });
      const password = winner === 'reset' ? resetPassword : otherStrongPassword;
      if (user) expect(await argon2.verify(user.hash, password)).toBe(true);
    }
    expect(deadlocks()).toBe(0);
    expect(new Set(winners).size).toBeGreaterThan(1);
  }, 120_000);
});

describe('log-ins with the right password while its hash is renewed', () => {
  it('all succeed, and the hash is the newer one afterwards', async () => {
    for (let round = 0; round < 5; round += 1) {
      const email = await makeActive(piste);
      const user = await piste.parts.database.one<{ id: string }>('SELECT id FROM users WHERE email = $1', [
        email,
      ]);
      const answers = await allAtOnce(user?.id ?? '', 4, () =>
        [replica, replica, replica, piste].map(({ api }) =>
          api.post('/user/login', { email, password: strongPassword }),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const row = await piste.parts.database.one<{ hash: string; refused: number }>(
        `SELECT password_hash AS hash, (SELECT count(*)::int FROM audit WHERE user_id = users.id AND outcome <> 'succeeded')
           AS refused FROM users WHERE email = $1`,
        [email],
      );
      expect(row).toEqual({ hash: expect.stringContaining('t=3'), refused: 0 });
    }
    expect(deadlocks()).toBe(0);
  }, 60_000);

  it('are refused when a reset came in between', async () => {
    const ada = await makeSignedIn(piste);
    const hash = await piste.parts.argon2.hash(resetPassword);
    let answers: Promise<{ status: number }>[] = [];
    await piste.parts.database.transaction(async (transaction) => {
      await transaction.run('UPDATE users SET password_hash = $2 WHERE id = $1', [ada.id, hash]);
      answers = [piste, replica].map(({ api }) =>
        api.post('/user/login', { email: ada.email, password: strongPassword }),
      );
      await until(async () => (await waitingForLocks()) === 2);
    });
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([401, 401]);
  });
});

describe('a step-up while a log-in renews the hash', () => {
  const stepUp = ({ authorization: as }: Person) =>
    piste.api.post('/user/step-up', { password: strongPassword }, { as });
  const rehash = ({ email }: Person) => replica.api.post('/user/login', { email, password: strongPassword });

  it.each([
    ['the log-in comes first', [rehash, stepUp]],
    ['the step-up comes first', [stepUp, rehash]],
  ])('succeeds, and so does the log-in, when %s', async (_, inTurn) => {
    const { database } = piste.parts;
    const ada = await makeSignedIn(piste);
    await database.run(
      `UPDATE sessions SET stepped_up_at = stepped_up_at - interval '1 day' WHERE user_id = $1`,
      [ada.id],
    );
    const answers: Promise<{ status: number }>[] = [];
    await database.transaction(async (transaction) => {
      await transaction.one('SELECT 1 FROM users WHERE id = $1 FOR UPDATE', [ada.id]);
      for (const ask of inTurn) {
        answers.push(ask(ada));
        await until(async () => (await waitingForLocks()) === answers.length);
      }
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 204]);
    const row = await database.one(
      `SELECT password_hash AS hash,
         (SELECT count(*)::int FROM audit WHERE user_id = users.id AND event = 'step_up' AND outcome = 'succeeded') AS kept,
         (SELECT count(*)::int FROM audit WHERE user_id = users.id AND outcome <> 'succeeded') AS refused,
         (SELECT min(stepped_up_at) > $2::timestamptz - interval '1 hour' FROM sessions WHERE user_id = users.id) AS fresh
       FROM users WHERE id = $1`,
      [ada.id, piste.clock.now()],
    );
    expect(row).toEqual({ hash: expect.stringContaining('t=3'), kept: 1, refused: 0, fresh: true });
    expect(deadlocks()).toBe(0);
  });

  it('is refused when a reset came in between', async () => {
    const ada = await makeSignedIn(piste);
    const hash = await piste.parts.argon2.hash(resetPassword);
    let answer: Promise<{ status: number }> | undefined;
    await piste.parts.database.transaction(async (transaction) => {
      await transaction.run('UPDATE users SET password_hash = $2 WHERE id = $1', [ada.id, hash]);
      answer = stepUp(ada);
      await until(async () => (await waitingForLocks()) === 1);
    });
    expect((await answer)?.status).toBe(401);
  });
});

describe('the audit row of a refused log-in', () => {
  it('does not hold up the owner’s log-in, even one that renews the hash, while it is being written', async () => {
    const ada = await makeSignedIn(piste);
    const statuses: number[] = [];
    await piste.parts.database.transaction(async (transaction) => {
      await transaction.run(
        `INSERT INTO audit (event, outcome, user_id, ip) VALUES ('log_in', 'too_many_requests', $1, '198.51.100.7')`,
        [ada.id],
      );
      for (const { api } of [piste, replica]) {
        const answer = await api.post('/user/login', { email: ada.email, password: strongPassword });
        statuses.push(answer.status);
      }
    });
    expect(statuses).toEqual([200, 200]);
  });
});
