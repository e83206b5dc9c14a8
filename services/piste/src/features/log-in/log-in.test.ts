import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import argon2 from 'argon2';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { makeActive, makeSignedIn, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
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
