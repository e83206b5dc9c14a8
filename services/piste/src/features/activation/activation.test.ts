import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { askPatiently } from '../../testing/patient.ts';
import { makeSignedIn, strongPassword } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

async function pending(email = freshAddress()) {
  await piste.api.post('/user/signup', { email });
  return { email, token: await nextToken(email, 'activate') };
}

const activate = (token: string, password = strongPassword) =>
  piste.api.post('/user/activate', { token, password });

const checkLink = (token: string, purpose: string) => piste.api.post('/user/check-link', { token, purpose });

const withOtherId = (token: string) => {
  const { email } = JSON.parse(Buffer.from(token, 'base64url').toString());
  return Buffer.from(JSON.stringify({ email, id: 'A'.repeat(43) })).toString('base64url');
};

const withOtherEmail = (token: string) => {
  const { id } = JSON.parse(Buffer.from(token, 'base64url').toString());
  return Buffer.from(JSON.stringify({ email: 'mallory@example.com', id })).toString('base64url');
};

const endOf = (token: string) => token.slice(0, -12);

describe('activation', () => {
  it('does not log in: the password has to be typed once', async () => {
    const { token } = await pending();
    const answer = await activate(token);
    expect({ status: answer.status, body: answer.text }).toEqual({ status: 204, body: '' });
    expect(answer.headers.get('authorization')).toBeNull();
  });

  it('leaves the link usable when the password is too weak', async () => {
    const { token } = await pending();
    const weak = await activate(token, 'password1');
    expectProblem(weak, 422, 'weak_password');
    expect(weak.json).toMatchObject({ score: 0 });
    expect(blamed(weak)).toEqual(['password: common_password', 'password: too_guessable']);
    expect((await activate(token)).status).toBe(204);
  });

  it('takes the first password once', async () => {
    const { token } = await pending();
    expect((await activate(token)).status).toBe(204);
    expectProblem(await activate(token, 'Another-Moraine-5528-sérac'), 410, 'link_expired');
  });

  it('lets one of 50 uses at the same time succeed', async () => {
    const { token } = await pending();
    const uses = Array.from({ length: 50 }, () => askPatiently(() => activate(token)));
    const statuses = (await Promise.all(uses)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([204, ...Array.from({ length: 49 }, () => 410)]);
  });

  it('refuses the address itself as password', async () => {
    const { email, token } = await pending(`couloir-grimpette-${freshAddress()}`);
    expect(blamed(await activate(token, email))).toContain('password: common_password');
  });
});

describe('a link', () => {
  it('can be looked at as often as one likes', async () => {
    const { email, token } = await pending();
    const looks = [await checkLink(token, 'activate'), await checkLink(token, 'activate')];
    expect(looks.map(({ json }) => json)).toEqual([{ email }, { email }]);
    expect((await activate(token)).status).toBe(204);
  });

  it.each([
    ['for something else', (token: string) => token, 'reset'],
    ['for a change of address, which nothing sends yet', (token: string) => token, 'change-email'],
    ['with another id', withOtherId, 'activate'],
    ['with another address', withOtherEmail, 'activate'],
    ['cut in two', endOf, 'activate'],
    ['of an invention', () => 'A'.repeat(120), 'activate'],
  ])('%s is answered like a used one', async (_, altered, purpose) => {
    const { token } = await pending();
    const used = await pending();
    await activate(used.token);
    const without = (answer: { json: object }) => ({ ...answer.json, requestId: '' });

    const answer = await checkLink(altered(token), purpose);
    expectProblem(answer, 410, 'link_expired');
    expect(without(answer)).toEqual(without(await checkLink(used.token, 'activate')));
    expect((await checkLink(token, 'activate')).status).toBe(200);
  });

  it('is no access token, and an access token is no link', async () => {
    const { token } = await pending();
    expectProblem(
      await piste.api.post('/user/get', undefined, { as: `Bearer ${token}` }),
      401,
      'token_invalid',
    );
    const { authorization } = await makeSignedIn(piste);
    const jwt = authorization.replace('Bearer ', '');
    expectProblem(await activate(jwt), 422, 'invalid_input');
    expectProblem(await activate(jwt.split('.')[1] ?? ''), 410, 'link_expired');
  });

  it('whose address holds what no database takes is answered, not stumbled over', async () => {
    const id = 'A'.repeat(43);
    const token = Buffer.from(JSON.stringify({ email: 'a\u0000@example.com', id })).toString('base64url');
    expectProblem(await checkLink(token, 'activate'), 410, 'link_expired');
  });

  // The last one: it moves the clock that everything above went by.
  it('lasts an hour', async () => {
    const { token } = await pending();
    piste.clock.advance(59 * 60);
    expect((await checkLink(token, 'activate')).status).toBe(200);
    piste.clock.advance(60);
    expectProblem(await checkLink(token, 'activate'), 410, 'link_expired');
    expectProblem(await activate(token), 410, 'link_expired');
  });
});
