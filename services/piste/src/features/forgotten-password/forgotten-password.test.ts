import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { waitForMail } from '@gnar/lodge/testing';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { askPatiently } from '../../testing/patient.ts';
import { makeActive, makeSignedIn, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import { pagesOrigin, startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';
import { comparable } from '../../testing/uniform.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const forget = (email: string) => piste.api.post('/user/send-reset-password-email', { email });
const reset = (token: string, password = otherStrongPassword) =>
  piste.api.post('/user/reset-password', { token, password });
const logIn = (email: string, password: string) => piste.api.post('/user/login', { email, password });

async function forgetAndReadMail(email: string, seen: readonly string[] = []) {
  await forget(email);
  return nextToken(email, 'reset-password', seen);
}

describe('a forgotten password', () => {
  it('is answered the same for an active, a pending and an unknown address, byte by byte', async () => {
    const [active, pending] = [await makeActive(piste), freshAddress()];
    await piste.api.post('/user/signup', { email: pending });
    await nextToken(pending, 'activate');
    const answers = [await forget(active), await forget(pending), await forget(freshAddress())].map(
      comparable,
    );
    expect(answers[0]).toMatchObject({ status: 202, text: '{}' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('brings a pending account its activation', async () => {
    const email = freshAddress();
    await piste.api.post('/user/signup', { email });
    const first = await nextToken(email, 'activate');
    await forget(email);
    const second = await nextToken(email, 'activate', [first]);
    const activated = await piste.api.post('/user/activate', { token: second, password: strongPassword });
    expect(activated.status).toBe(204);
  });

  it('brings an unknown address nothing, and makes no account', async () => {
    const email = freshAddress();
    await forget(email);
    await until(async () => (await piste.parts.database.all('SELECT 1 FROM outbox')).length === 0);
    expect(await piste.parts.database.all('SELECT 1 FROM users WHERE email = $1', [email])).toEqual([]);
    await expect(waitForMail(email, undefined, { timeoutMs: 100 })).rejects.toThrow('it got none');
  });
});

describe('a reset', () => {
  it('sets the password, logs no one in, and tells the owner', async () => {
    const { email } = await makeSignedIn(piste);
    const answer = await reset(await forgetAndReadMail(email));
    expect({ status: answer.status, body: answer.text }).toEqual({ status: 204, body: '' });
    expect(answer.headers.get('authorization')).toBeNull();
    expectProblem(await logIn(email, strongPassword), 401, 'invalid_credentials');
    expect((await logIn(email, otherStrongPassword)).status).toBe(200);
    const told = await waitForMail(email, ({ subject }) => subject.includes('was changed'));
    expect(told.text).toContain(`${pagesOrigin}/forgot-password`);
  });

  it('leaves the link usable when the password is too weak', async () => {
    const token = await forgetAndReadMail(await makeActive(piste));
    const weak = await reset(token, 'password1');
    expectProblem(weak, 422, 'weak_password');
    expect(blamed(weak)).toEqual(['password: common_password', 'password: too_guessable']);
    expect((await reset(token)).status).toBe(204);
  });

  it('refuses a password made of the names of its owner', async () => {
    const email = await makeActive(piste);
    await piste.parts.database.run('UPDATE users SET first_name = $2, last_name = $3 WHERE email = $1', [
      ...[email, 'Wilhelmina', 'Featherstonehaugh'],
    ]);
    const token = await forgetAndReadMail(email);
    const weak = await reset(token, 'Featherstonehaugh-Wilhelmina-7');
    expectProblem(weak, 422, 'weak_password');
    expect(blamed(weak)).toContain('password: common_password');
    expect((await reset(token)).status).toBe(204);
  });

  it('works with the newest link only, once', async () => {
    const email = await makeActive(piste);
    const first = await forgetAndReadMail(email);
    const second = await forgetAndReadMail(email, [first]);
    expectProblem(await reset(first), 410, 'link_expired');
    expect((await reset(second)).status).toBe(204);
    expectProblem(await reset(second), 410, 'link_expired');
  });

  it('succeeds for one of 50 uses at the same time', async () => {
    const token = await forgetAndReadMail(await makeActive(piste));
    const uses = Array.from({ length: 50 }, () => askPatiently(() => reset(token)));
    const statuses = (await Promise.all(uses)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, ...Array.from({ length: 49 }, () => 410)]);
  });

  it('is refused when the account is gone in the meantime', async () => {
    const email = await makeActive(piste);
    const token = await forgetAndReadMail(email);
    await piste.parts.database.run('DELETE FROM users WHERE email = $1', [email]);
    expectProblem(await reset(token), 410, 'link_expired');
  });

  it('is audited with its outcome', async () => {
    const token = await forgetAndReadMail(await makeActive(piste));
    const answers = [await reset(token, 'password1'), await reset(token), await reset(token)];
    const rows = await piste.parts.database.all<{ outcome: string; known: boolean }>(
      'SELECT outcome, user_id IS NOT NULL AS known FROM audit WHERE request_id = ANY ($1) ORDER BY id',
      [answers.map(({ headers }) => headers.get('x-request-id'))],
    );
    expect(rows).toEqual([
      { outcome: 'weak_password', known: true },
      { outcome: 'succeeded', known: true },
      { outcome: 'link_expired', known: false },
    ]);
  });
});
