import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitForMail } from '@gnar/lodge/testing';
import { product } from '@gnar/contract/product';
import { nextToken } from '../../testing/mailbox.ts';
import {
  authorizationOf,
  logIn,
  makeSignedIn,
  otherStrongPassword,
  strongPassword,
  type Person,
} from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';
import { deadEndpoint, startStandIn, type StandIn } from '../../testing/stand-in.ts';

let breaches: StandIn;
let piste: PisteUnderTest;
beforeAll(async () => {
  breaches = await startStandIn(({ path }) => ({ status: 200, text: rangeFor(path) }));
  piste = await startPiste({ GNAR_PWNED_API_URL: `${breaches.url}/range` });
});
afterAll(async () => {
  await piste.stop();
  await breaches.stop();
});

const breached = 'granite-Fjord-4410-marmotte';
const padded = 'granite-Fjord-4411-marmotte';
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

/** The breached password was seen 7 times; the padded one is only padding, which counts 0. */
function rangeFor(path: string): string {
  const lines = [`${sha1(breached).slice(5)}:7`, `${sha1(padded).slice(5)}:0`, `${'0'.repeat(35)}:0`];
  return path.startsWith('/range/') ? lines.join('\r\n') : '';
}

const score = (password: string, email?: string, at = piste) =>
  at.api.post('/user/score-password', { password, email });

const codePoints = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCodePoint(0x1f300 + ((index * 37) % 200))).join('');

describe('the score of a password', () => {
  it('says all that the form shows', async () => {
    expect((await score(strongPassword)).json).toEqual({
      score: 4,
      pwned: false,
      acceptable: true,
      warning: null,
      suggestions: [],
    });
    expect((await score('aaaaaaaa')).json).toEqual({
      score: 0,
      pwned: false,
      acceptable: false,
      warning: 'Repeats like "aaa" are easy to guess',
      suggestions: expect.arrayContaining([expect.any(String)]),
    });
  });

  it('knows what is in a breach list, and what is only its padding', async () => {
    expect((await score(breached)).json).toMatchObject({ score: 4, pwned: true, acceptable: false });
    expect((await score(padded)).json).toMatchObject({ pwned: false, acceptable: true });
  });

  it('lets no more of a password leave than five characters of its hash', async () => {
    const password = 'névé-Boussole-6120-piolet';
    await score(password.normalize('NFD'));
    const asked = breaches.received.at(-1);
    expect(asked?.method).toBe('GET');
    expect(asked?.path).toBe(`/range/${sha1(password.normalize('NFC')).slice(0, 5)}`);
    expect(asked?.headers['add-padding']).toBe('true');
    expect(asked?.body).toBe('');
    expect(JSON.stringify(asked?.headers)).not.toMatch(/authorization|cookie|request-id/);
  });

  it.each([
    { what: 'nothing', password: '', acceptable: false },
    { what: '7 code points', password: codePoints(7), acceptable: false },
    { what: '8 code points', password: codePoints(8), acceptable: true },
    { what: '8 letters with a mark each', password: 'n̈g̈ẍk̈v̈b̈q̈ẅ', acceptable: true },
    {
      what: '7 letters, of which NFC makes 7 code points',
      password: 'éàüñôçö'.normalize('NFD'),
      acceptable: false,
    },
    { what: '128 code points', password: `${strongPassword}${codePoints(100)}`, acceptable: true },
    { what: '129 code points', password: `${strongPassword}${codePoints(101)}`, acceptable: false },
    { what: 'a space', password: 'tuque Glacier-7341-poudreuse', acceptable: false },
    { what: 'a no-break space', password: 'tuque\u00a0Glacier-7341-poudreuse', acceptable: false },
    { what: 'a line end', password: `${strongPassword}\n`, acceptable: false },
    { what: 'score 3', password: 'tuqueglacx', acceptable: false },
    { what: 'a common password', password: 'iloveyou', acceptable: false },
    { what: 'a common password in capitals', password: 'ILOVEYOU', acceptable: false },
    { what: 'the name of the product', password: 'ProjectGnar', acceptable: false },
    { what: 'the name of the product, trimmed up', password: 'Project-Gnar!2026', acceptable: false },
    { what: 'the name of the product in parts', password: 'Gnar-Project-99', acceptable: false },
    { what: 'no character classes', password: 'poudreusecrevassenunatak', acceptable: true },
  ])('is acceptable ($acceptable) for $what', async ({ password, acceptable }) => {
    expect((await score(password)).json).toMatchObject({ acceptable });
  });

  it('does not take the address of the person for a password', async () => {
    const email = 'nunatak.bergschrund@crevasse.example';
    expect((await score(email)).json).toMatchObject({ acceptable: true });
    expect((await score(email, email)).json).toMatchObject({ acceptable: false });
    expect((await score('nunatak.bergschrund', email)).json).toMatchObject({ acceptable: false });
    expect((await score('Bergschrund_NUNATAK-2026!x', email)).json).toMatchObject({ acceptable: false });
  });

  it('may have spaces where that is allowed', async () => {
    await using allowing = await startPiste({ GNAR_PASSWORD_SPACES: 'allow' });
    const spaced = await score('tuque Glacier 7341 poudreuse', undefined, allowing);
    expect(spaced.json).toMatchObject({ acceptable: true });
  });

  it('refuses 10 kB in no time, while others are served', async () => {
    const startedAt = performance.now();
    const [long, other] = await Promise.all([score('x1-Ä'.repeat(2_500)), piste.api.get('/openapi.json')]);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(long.json).toEqual({ score: 0, pwned: null, acceptable: false, warning: null, suggestions: [] });
    expect(other.status).toBe(200);
  });

  it('is asked for only so often', async () => {
    await using limited = await startPiste({ GNAR_PASSWORD_SCORES_PER_TEN_MINUTES: '1' });
    expect((await score('x', undefined, limited)).status).toBe(200);
    expectProblem(await score('x', undefined, limited), 429, 'too_many_requests');
  });
});

describe('a breach list that fails once', () => {
  it('is asked once more', async () => {
    let asked = 0;
    await using flaky = await startStandIn(({ path }) =>
      (asked += 1) === 1 ? { status: 500, text: 'oh' } : { status: 200, text: rangeFor(path) },
    );
    await using alone = await startPiste({ GNAR_PWNED_API_URL: `${flaky.url}/range` });
    expect((await score(breached, undefined, alone)).json).toMatchObject({ pwned: true, acceptable: false });
    expect(asked).toBe(2);
  });
});

describe('a breach list that does not answer', () => {
  it.each([
    ['is away', () => deadEndpoint()],
    ['is broken', async () => (broken = await startStandIn(() => ({ status: 500, text: 'oh' }))).url],
    ['is a black hole', async () => (broken = await startStandIn(() => undefined)).url],
  ])('%s: the local rules decide', async (_, url) => {
    await using alone = await startPiste({ GNAR_PWNED_API_URL: await url() });
    const startedAt = performance.now();
    expect((await score('iloveyou', undefined, alone)).json).toMatchObject({
      pwned: null,
      acceptable: false,
    });
    expect((await score(strongPassword, undefined, alone)).json).toMatchObject({
      pwned: null,
      acceptable: true,
    });
    expect(performance.now() - startedAt).toBeLessThan(6_000);

    const metrics = await (await fetch(`${alone.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/breach_lookup_failures_total\{[^}]*\} 2/);
    expect(alone.logLines.filter((line) => line.includes('the local rules decide'))).toHaveLength(2);
    // Asked at most twice for each of the two.
    expect(broken?.received.length ?? 0).toBeLessThanOrEqual(4);
    await broken?.stop();
    broken = undefined;
  });

  let broken: StandIn | undefined;
});

describe('changing the password', () => {
  const change = (person: Person, currentPassword: string, password: string) =>
    piste.api.post('/user/change-password', { currentPassword, password }, { as: person.authorization });

  it('ends every session, opens one for the caller, and tells the owner', async () => {
    const ada = await makeSignedIn(piste);
    const elsewhere = await logIn(piste, ada);
    const answer = await change(ada, ada.password, otherStrongPassword);
    expect({ status: answer.status, body: answer.text }).toEqual({ status: 204, body: '' });

    const own = authorizationOf(answer);
    expect((await piste.api.post('/user/get', undefined, { as: own })).status).toBe(200);
    for (const as of [ada.authorization, elsewhere]) {
      expectProblem(await piste.api.post('/user/get', undefined, { as }), 401, 'session_ended');
    }
    expect(await logIn(piste, { ...ada, password: otherStrongPassword })).toMatch(/^Bearer /);
    await waitForMail(
      ada.email,
      ({ subject }) => subject === `Your ${product.fullName} password was changed`,
    );
  });

  it('asks for the current one, and blames its field', async () => {
    const ada = await makeSignedIn(piste);
    const answer = await change(ada, 'not-the-password', otherStrongPassword);
    expectProblem(answer, 401, 'invalid_credentials');
    expect(blamed(answer)).toEqual(['currentPassword: invalid_credentials']);
    expect((await piste.api.post('/user/get', undefined, { as: ada.authorization })).status).toBe(200);
  });

  it('asks for a strong one that is not made of the names of its owner', async () => {
    const ada = await makeSignedIn(piste);
    const names = { firstName: 'Wilhelmina', lastName: 'Featherstonehaugh' };
    await piste.api.put(`/user/${ada.id}`, names, { as: ada.authorization });
    const answer = await change(ada, ada.password, 'Featherstonehaugh1');
    expectProblem(answer, 422, 'weak_password');
    expect(blamed(answer)).toContain('password: common_password');
    expect(answer.json['score']).toEqual(expect.any(Number));
  });

  it('tells every weakness at once', async () => {
    const ada = await makeSignedIn(piste);
    expect(blamed(await change(ada, ada.password, 'a b'))).toEqual([
      'password: too_guessable',
      'password: too_short',
      'password: white_space',
    ]);
    expect(blamed(await change(ada, ada.password, breached))).toEqual(['password: breached_password']);
    expect(blamed(await change(ada, ada.password, 'x'.repeat(129)))).toEqual(['password: too_long']);
  });

  it('makes a reset link worthless that was on its way', async () => {
    const ada = await makeSignedIn(piste);
    await piste.api.post('/user/send-reset-password-email', { email: ada.email });
    const token = await nextToken(ada.email, 'reset-password');
    await change(ada, ada.password, otherStrongPassword);
    expectProblem(await piste.api.post('/user/check-link', { token, purpose: 'reset' }), 410, 'link_expired');
  });

  it('cannot be guessed at any faster than a log-in', async () => {
    const ada = await makeSignedIn(piste);
    const statuses: number[] = [];
    for (const guess of ['a', 'b', 'c', 'd', 'e', 'f']) {
      statuses.push((await change(ada, guess, otherStrongPassword)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('succeeds for one of two at the same time', async () => {
    const ada = await makeSignedIn(piste);
    const answers = await Promise.all([
      change(ada, ada.password, otherStrongPassword),
      change(ada, ada.password, `${otherStrongPassword}-2`),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 401]);
  });
});
