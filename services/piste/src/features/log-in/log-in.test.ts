import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@gnar/gear/testing';
import { FaultProxy } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import { failTimes, guessUntilRefused, oneBudget } from '../../testing/guessing.ts';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { makeActive, makeSignedIn, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';
import { comparable } from '../../testing/uniform.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const logIn = (email: string, password: string, at = piste) =>
  at.api.post('/user/login', { email, password });

const wrong = 'not-the-password';

async function makePending() {
  const email = freshAddress();
  await piste.parts.database.run('INSERT INTO users (email) VALUES ($1)', [email]);
  return email;
}

async function storedHash(email: string) {
  const row = await piste.parts.database.one<{ password_hash: string }>(
    'SELECT password_hash FROM users WHERE email = $1',
    [email],
  );
  return row?.password_hash ?? '';
}

describe('logging in', () => {
  it('opens a session for an address in any case', async () => {
    const email = await makeActive(piste);
    const answer = await logIn(email.toUpperCase(), strongPassword);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ email });
    expect(answer.text).not.toMatch(/hash|status|argon/);
    const as = answer.headers.get('authorization') ?? '';
    expect((await piste.api.post('/user/get', undefined, { as })).json).toMatchObject({ email });
  });

  it('is refused the same way for a wrong, an unknown and a pending address, byte by byte', async () => {
    const [active, pending] = [await makeActive(piste), await makePending()];
    const answers = [
      await logIn(active, wrong),
      await logIn(freshAddress(), wrong),
      await logIn(pending, strongPassword),
    ].map(comparable);
    expect(answers[0]).toMatchObject({ status: 401 });
    expect(answers[0]?.text).toContain('"code":"invalid_credentials"');
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('knows a password whether its accents were typed as one key or as two', async () => {
    const email = freshAddress();
    const password = 'Crème-brûlée-sérac-8264';
    await piste.api.post('/user/signup', { email });
    const token = await nextToken(email, 'activate');
    await piste.api.post('/user/activate', { token, password: password.normalize('NFC') });
    expect(password.normalize('NFD')).not.toBe(password.normalize('NFC'));
    expect((await logIn(email, password.normalize('NFD'))).status).toBe(200);
  });

  it('is audited, whatever comes of it', async () => {
    const email = await makeActive(piste);
    const outcomes = [
      await logIn(email, wrong),
      await logIn(email, strongPassword),
      await logIn(freshAddress(), wrong),
    ];
    const rows = await piste.parts.database.all(
      'SELECT event, outcome, user_id IS NOT NULL AS known, host(ip) AS ip FROM audit WHERE request_id = ANY ($1) ORDER BY id',
      [outcomes.map(({ headers }) => headers.get('x-request-id'))],
    );
    const row = { event: 'log_in', ip: '127.0.0.1' };
    expect(rows).toEqual([
      { ...row, outcome: 'invalid_credentials', known: true },
      { ...row, outcome: 'succeeded', known: true },
      { ...row, outcome: 'invalid_credentials', known: false, ip: '127.0.0.0' },
    ]);
    const line = piste.logLines.find((text) => text.includes('"succeeded"')) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({
      event: 'log_in',
      outcome: 'succeeded',
      userId: expect.any(String),
      requestId: expect.any(String),
      time: expect.stringMatching(/Z$/),
    });
  });
});

describe('the stored password', () => {
  it('is Argon2id of at least the parameters that OWASP asks for, and another library verifies it', async () => {
    const phc = await storedHash(await makeActive(piste));
    const [, m = '', t = '', p = ''] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(phc) ?? [];
    expect(Number(m)).toBeGreaterThanOrEqual(19_456);
    expect(Number(t)).toBeGreaterThanOrEqual(2);
    expect(Number(p)).toBeGreaterThanOrEqual(1);
    expect(await argon2.verify(phc, strongPassword)).toBe(true);
  });

  it('may have been hashed by another library', async () => {
    const email = await makeActive(piste);
    const hash = await argon2.hash(strongPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await piste.parts.database.run('UPDATE users SET password_hash = $2 WHERE email = $1', [email, hash]);
    expect((await logIn(email, strongPassword)).status).toBe(200);
  });

  it('is hashed anew at the next log-in when the parameters have changed', async () => {
    const email = await makeActive(piste);
    await using stronger = await startReplicaOf(piste, { GNAR_ARGON2_TIME_COST: '3' });
    expect((await logIn(email, strongPassword, stronger)).status).toBe(200);
    const rehashed = await storedHash(email);
    expect(rehashed).toContain('t=3');
    expect((await logIn(email, strongPassword, stronger)).status).toBe(200);
    expect(await storedHash(email)).toBe(rehashed);
  });

  it('is hashed anew in one form of Unicode, whichever form the keyboard sends', async () => {
    const email = await makeActive(piste);
    const password = 'Crème-brûlée-sérac-8264';
    const hash = await piste.parts.argon2.hash(password.normalize('NFC'));
    await piste.parts.database.run('UPDATE users SET password_hash = $2 WHERE email = $1', [email, hash]);
    await using stronger = await startReplicaOf(piste, { GNAR_ARGON2_TIME_COST: '3' });
    expect((await logIn(email, password.normalize('NFD'), stronger)).status).toBe(200);
    expect(await storedHash(email)).toContain('t=3');
    expect((await logIn(email, password.normalize('NFC'), stronger)).status).toBe(200);
    expect((await logIn(email, password.normalize('NFD'), stronger)).status).toBe(200);
  });
});

describe('a flood of log-ins', () => {
  it('is refused with Retry-After beyond a short queue', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '2',
    });
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(freshAddress(), wrong, small)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 401).length + refused.length).toBe(30);
    expect(refused.length).toBeGreaterThan(10);
    for (const answer of refused) {
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('2');
    }
  });

  it('costs neither Redis nor Postgres for those that are refused', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '0',
      GNAR_ARGON2_TIME_COST: '100',
      GNAR_LOG_INS_PER_TEN_MINUTES: '1',
    });
    const busy = small.parts.argon2.hash('x');
    const refused = await logIn(freshAddress(), wrong, small);
    expectProblem(refused, 503, 'unavailable');
    await busy;
    const requestId = refused.headers.get('x-request-id');
    expect(await piste.parts.database.all('SELECT 1 FROM audit WHERE request_id = $1', [requestId])).toEqual(
      [],
    );
    // The one log-in of this network's budget is still there.
    expect((await logIn(freshAddress(), wrong, small)).status).toBe(401);
  });

  it('costs neither Redis nor Postgres for those that are refused when all come at once', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '0',
      GNAR_ARGON2_TIME_COST: '100',
      GNAR_LOG_INS_PER_TEN_MINUTES: '2',
    });
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(freshAddress(), wrong, small)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      401,
      ...Array.from({ length: 29 }, () => 503),
    ]);
    const requestIds = answers.map(({ headers }) => headers.get('x-request-id'));
    const audited = await piste.parts.database.all<{ outcome: string }>(
      'SELECT outcome FROM audit WHERE request_id = ANY($1)',
      [requestIds],
    );
    expect(audited).toEqual([{ outcome: 'invalid_credentials' }]);
    // Of the two log-ins of this network's budget one is still there.
    expect((await logIn(freshAddress(), wrong, small)).status).toBe(401);
  });
});

describe('guessing', () => {
  const guess = (email: string, at = piste) => guessUntilRefused(() => logIn(email, wrong, at));

  it('is slowed down after a few tries, for an account as for an address without one', async () => {
    const addresses = [await makeActive(piste), freshAddress()];
    for (const email of addresses) {
      const { judged, refusal } = await guess(email);
      expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
      expect(judged).toBeLessThanOrEqual(oneBudget.most);
      expectProblem(refusal, 429, 'too_many_requests');
      expect(refusal.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  it('is answered 429 for the right password too while the wait lasts, the same for an unknown address', async () => {
    const [known, unknown] = [await makeActive(piste), freshAddress()];
    await failTimes(piste, 12, async () => {
      await logIn(known, wrong);
      return logIn(unknown, wrong);
    });
    // 128 s after the twelfth failure, of which a few have passed.
    const withoutWait = ({ headers, ...answer }: ReturnType<typeof comparable>) => ({
      ...answer,
      text: answer.text.replace(/in \d+ s/, 'in … s'),
      headers: headers.map(([name, value]) => [name, name === 'retry-after' ? '…' : value]),
    });
    const answers = [
      await logIn(known, strongPassword),
      await logIn(known, wrong),
      await logIn(unknown, wrong),
    ];
    expect(answers[0]?.status).toBe(429);
    expect(new Set(answers.map((answer) => JSON.stringify(withoutWait(comparable(answer))))).size).toBe(1);
  });

  it('has one budget whatever the spelling of the address', async () => {
    const email = await makeActive(piste);
    const spellings = [
      email,
      email.toUpperCase(),
      email.replace('rider', 'Rider'),
      email.replace('example', 'EXAMPLE'),
    ];
    const { judged } = await guessUntilRefused((index) => logIn(spellings[index % 4] ?? email, wrong));
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
  });

  it('has one budget over all replicas', async () => {
    await using replica = await startReplicaOf(piste);
    const email = await makeActive(piste);
    const { judged } = await guessUntilRefused((index) => logIn(email, wrong, index % 2 ? replica : piste));
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
  });

  it('is forgotten by a log-in: only failures in a row count', async () => {
    const email = await makeActive(piste);
    await failTimes(piste, 4, () => logIn(email, wrong));
    expect((await logIn(email, strongPassword)).status).toBe(200);
    expect((await guess(email)).judged).toBeGreaterThanOrEqual(oneBudget.least);
  });

  it('gains nothing from many tries at the same moment', async () => {
    const email = await makeActive(piste);
    const answers = await Promise.all(Array.from({ length: 40 }, () => logIn(email, wrong)));
    const judged = answers.filter(({ status }) => status === 401);
    expect(judged.length).toBeLessThanOrEqual(oneBudget.most);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('never locks the owner out: after the delay, or with a new password, the door is open', async () => {
    const patient = await makeActive(piste);
    await failTimes(piste, 5, () => logIn(patient, wrong));
    await sleep(1_100);
    expect((await logIn(patient, strongPassword)).status).toBe(200);

    const email = await makeActive(piste);
    await failTimes(piste, 12, () => logIn(email, wrong));
    await piste.api.post('/user/send-reset-password-email', { email });
    const token = await nextToken(email, 'reset-password');
    await piste.api.post('/user/reset-password', { token, password: otherStrongPassword });
    expect((await logIn(email, otherStrongPassword)).status).toBe(200);
  });

  it('is counted per network as well', async () => {
    await using limited = await startPiste({ GNAR_LOG_INS_PER_TEN_MINUTES: '2' });
    const tries = [freshAddress(), freshAddress(), freshAddress()];
    const statuses: number[] = [];
    for (const email of tries) statuses.push((await logIn(email, wrong, limited)).status);
    expect(statuses).toEqual([401, 401, 429]);
  });
});

describe('a log-in while a reset is under way', () => {
  it('leaves no session that the reset should have ended', async () => {
    const { id, email } = await makeSignedIn(piste);
    const { database, argon2: hasher } = piste.parts;
    const hash = await hasher.hash(otherStrongPassword);
    let answer: Promise<{ status: number }> | undefined;
    await database.transaction(async (transaction) => {
      await transaction.run('UPDATE users SET password_hash = $2 WHERE id = $1', [id, hash]);
      // The old password is verified now, and its session would be opened before this change is committed.
      answer = logIn(email, strongPassword);
      await sleep(300);
    });
    expect((await answer)?.status).toBe(401);
  });

  it.each([
    ['', false],
    [' (behind a proxy)', true],
  ])(
    'ends no session where there are as many as may be, and is audited as refused%s',
    async (_, isProxied) => {
      const { GNAR_PG_ENDPOINT: direct = '' } = piste.environment;
      await using bounded = await startReplicaOf(piste, {
        GNAR_MAX_SESSIONS_PER_ACCOUNT: '1',
        ...(isProxied ? { GNAR_PG_DIRECT_ENDPOINT: direct } : {}),
      });
      const { id, email, authorization: as } = await makeSignedIn(bounded);
      const { database, argon2: hasher } = piste.parts;
      const hash = await hasher.hash(otherStrongPassword);
      let answer: Promise<{ status: number }> | undefined;
      await database.transaction(async (transaction) => {
        await transaction.run('UPDATE users SET password_hash = $2 WHERE id = $1', [id, hash]);
        answer = logIn(email, strongPassword, bounded);
        await sleep(300);
      });
      expect((await answer)?.status).toBe(401);
      expect((await bounded.api.post('/user/get', undefined, { as })).status).toBe(200);
      const rows = await database.all<{ outcome: string }>(
        `SELECT outcome FROM audit WHERE user_id = $1 AND event = 'log_in' ORDER BY id`,
        [id],
      );
      expect(rows.map(({ outcome }) => outcome)).toEqual(['succeeded', 'invalid_credentials']);
    },
  );
});

describe('without Redis', () => {
  it('people log in, are known, guess as slowly, and log out once it is back', async () => {
    const { GNAR_REDIS_ENDPOINT: redis = '' } = piste.environment;
    await using way = await FaultProxy.start(redis);
    await using lonely = await startReplicaOf(piste, { GNAR_REDIS_ENDPOINT: way.endpoint });
    const before = await makeSignedIn(lonely);
    await way.break({ kind: 'refuse' });

    expect((await lonely.api.post('/user/get', undefined, { as: before.authorization })).status).toBe(200);
    const during = await makeSignedIn(lonely);
    const logOut = () => lonely.api.post('/user/logout', undefined, { as: during.authorization });
    expectProblem(await logOut(), 503, 'unavailable');
    const email = freshAddress();
    const { judged } = await guessUntilRefused(() => logIn(email, wrong, lonely));
    expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
    expect(judged).toBeLessThanOrEqual(oneBudget.most);

    await way.heal();
    await until(async () => (await logOut()).status === 204);
    expectProblem(
      await lonely.api.post('/user/get', undefined, { as: during.authorization }),
      401,
      'session_ended',
    );
  });
});

describe('without Postgres', () => {
  it('no one is let in, and the answer says when to try again', async () => {
    const { GNAR_PG_ENDPOINT: postgres = '' } = piste.environment;
    await using way = await FaultProxy.start(postgres);
    await using cut = await startReplicaOf(piste, { GNAR_PG_ENDPOINT: way.endpoint });
    const { email } = await makeSignedIn(cut);
    await way.break({ kind: 'refuse' });
    const refused = await logIn(email, strongPassword, cut);
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await way.heal();
    expect((await logIn(email, strongPassword, cut)).status).toBe(200);
  });
});
