import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from '../testing/mailbox.ts';
import { pagesOrigin, startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { expectProblem } from '../testing/problem.ts';
import { deadEndpoint, startStandIn, type StandIn, type StandInAnswer } from '../testing/stand-in.ts';

let captcha: StandIn;
let piste: PisteUnderTest;
let verdict: object;

beforeAll(async () => {
  captcha = await startStandIn(() => ({ status: 200, json: verdict }));
  piste = await startPiste({
    GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
    GNAR_RECAPTCHA_API_URL: `${captcha.url}/siteverify`,
  });
});
afterAll(async () => {
  await piste.stop();
  await captcha.stop();
});

const logIn = { path: '/user/login', action: 'login', body: { password: 'not-the-password' }, passed: 401 };
const guarded = [
  { path: '/user/signup', action: 'signup', body: {}, passed: 202 },
  logIn,
  { path: '/user/send-reset-password-email', action: 'forgot', body: {}, passed: 202 },
];

const ago = (seconds: number) =>
  new Date(piste.clock.now().getTime() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const { hostname } = new URL(pagesOrigin);

const good = (action: string) => ({
  success: true,
  score: 0.5,
  action,
  hostname,
  challenge_ts: ago(100),
});

const ask = ({ path, body }: (typeof guarded)[number], token?: string, of = piste) =>
  of.api.post(path, { email: freshAddress(), ...body, ...(token !== undefined && { captcha: token }) });

describe.each(guarded)('the captcha of $path', (form) => {
  it('lets a person through', async () => {
    verdict = good(form.action);
    expect((await ask(form, 'token')).status).toBe(form.passed);
    expect(captcha.received.at(-1)?.body).toBe('secret=captcha-key&response=token');
  });

  it('refuses a request without a token without asking the captcha service', async () => {
    verdict = good(form.action);
    const asked = captcha.received.length;
    expectProblem(await ask(form), 422, 'captcha_failed');
    expect(captcha.received).toHaveLength(asked);
  });

  it.each<[string, () => object]>([
    ['that is not genuine', () => ({ success: false, 'error-codes': ['invalid-input-response'] })],
    ['with the score 0', () => ({ score: 0 })],
    ['with a score just too low', () => ({ score: 0.49 })],
    ['of another form', () => ({ action: form.action === 'login' ? 'signup' : 'login' })],
    ['of another site', () => ({ hostname: 'evil.example' })],
    ['of a site whose name ends as ours', () => ({ hostname: `evil-${hostname}` })],
    ['of a site whose name begins as ours', () => ({ hostname: `${hostname}.evil.example` })],
    ['of a site above ours', () => ({ hostname: hostname.slice(hostname.indexOf('.') + 1) })],
    ['that is too old', () => ({ challenge_ts: ago(125) })],
    ['from the future', () => ({ challenge_ts: ago(-125) })],
  ])('refuses a token %s', async (_, difference) => {
    verdict = { ...good(form.action), ...difference() };
    expectProblem(await ask(form, 'token'), 422, 'captcha_failed');
  });
});

describe('the lowest score that passes the captcha', () => {
  it('is the one that is configured', async () => {
    await using strict = await startPiste({
      GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
      GNAR_RECAPTCHA_API_URL: `${captcha.url}/siteverify`,
      GNAR_RECAPTCHA_MIN_SCORE: '0.9',
    });
    for (const form of guarded) {
      verdict = { ...good(form.action), score: 0.9 };
      expect((await ask(form, 'token', strict)).status).toBe(form.passed);
      verdict = { ...good(form.action), score: 0.8 };
      expectProblem(await ask(form, 'token', strict), 422, 'captcha_failed');
    }
  });
});

describe('a captcha service that cannot judge', () => {
  it.each<[string, () => StandInAnswer | undefined]>([
    ['is overloaded', () => ({ status: 429, text: '' })],
    ['answers no JSON', () => ({ status: 200, text: 'nonsense' })],
    ['tells no score', () => ({ status: 200, json: { ...good('signup'), score: undefined } })],
    ['never answers', () => undefined],
  ])('lets few requests pass, of all forms together, when it %s', async (_, answer) => {
    await using away = await startStandIn(answer);
    await using guardedPiste = await startPiste({
      GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
      GNAR_RECAPTCHA_API_URL: `${away.url}/siteverify`,
      GNAR_REQUESTS_WITHOUT_CAPTCHA_PER_TEN_MINUTES: '3',
    });
    const askAll = () => Promise.all(guarded.map((form) => ask(form, 'token', guardedPiste)));
    expect((await askAll()).map(({ status }) => status)).toEqual(guarded.map(({ passed }) => passed));
    for (const refused of await askAll()) expectProblem(refused, 429, 'too_many_requests');
    for (const form of guarded) {
      expectProblem(await ask(form, undefined, guardedPiste), 422, 'captcha_failed');
    }
    const metrics = await (await fetch(`${guardedPiste.healthUrl}/metrics`)).text();
    expect(metrics).toMatch(/captcha_outages_total\{[^}]*\} 6/);
    expect(guardedPiste.logLines.filter((line) => line.includes('tighter limits'))).toHaveLength(6);
  });

  it('is asked by no more log-ins at once than may hash and wait, and the others are refused at once', async () => {
    await using away = await startStandIn(() => undefined);
    await using small = await startPiste({
      GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
      GNAR_RECAPTCHA_API_URL: `${away.url}/siteverify`,
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '1',
    });
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(logIn, 'token', small)));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([401, 401, ...Array.from({ length: 8 }, () => 503)]);
    expect(away.received).toHaveLength(2);
  });

  it('lets few requests pass when Redis is away at the same time', async () => {
    await using guardedPiste = await startPiste({
      GNAR_RECAPTCHA_SECRET_KEY: 'captcha-key',
      GNAR_RECAPTCHA_API_URL: `${await deadEndpoint()}/siteverify`,
      GNAR_REDIS_ENDPOINT: new URL(await deadEndpoint()).host,
      GNAR_REQUESTS_WITHOUT_CAPTCHA_PER_TEN_MINUTES: '3',
    });
    for (const form of guarded) expect((await ask(form, 'token', guardedPiste)).status).toBe(form.passed);
    for (const form of guarded) {
      expectProblem(await ask(form, 'token', guardedPiste), 429, 'too_many_requests');
    }
  });
});
