import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from '../testing/mailbox.ts';
import { pagesOrigin, startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { expectProblem } from '../testing/problem.ts';
import { startStandIn, type StandIn } from '../testing/stand-in.ts';

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

const guarded = [
  { path: '/user/signup', action: 'signup', body: {}, passed: 202 },
  { path: '/user/login', action: 'login', body: { password: 'not-the-password' }, passed: 401 },
  { path: '/user/send-reset-password-email', action: 'forgot', body: {}, passed: 202 },
];

const ago = (seconds: number) =>
  new Date(piste.clock.now().getTime() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');

const good = (action: string) => ({
  success: true,
  score: 0.5,
  action,
  hostname: new URL(pagesOrigin).hostname,
  challenge_ts: ago(100),
});

const ask = ({ path, body }: (typeof guarded)[number], token?: string) =>
  piste.api.post(path, { email: freshAddress(), ...body, ...(token !== undefined && { captcha: token }) });

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
    ['that is too old', () => ({ challenge_ts: ago(125) })],
    ['from the future', () => ({ challenge_ts: ago(-125) })],
  ])('refuses a token %s', async (_, difference) => {
    verdict = { ...good(form.action), ...difference() };
    expectProblem(await ask(form, 'token'), 422, 'captcha_failed');
  });
});
