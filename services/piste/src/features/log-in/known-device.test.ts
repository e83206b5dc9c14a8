import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { mailsTo, waitForMail } from '@gnar/lodge/testing';
import { failTimes, guessUntilRefused, letWaitsPass, oneBudget } from '../../testing/guessing.ts';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { makeActive, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import {
  pagesOrigin,
  startPiste,
  startReplicaOf,
  type PisteUnderTest,
} from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';
import { comparable } from '../../testing/uniform.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const wrong = 'not-the-password';
const aYearInSeconds = 365 * 24 * 3_600;

const logIn = (email: string, password: string, cookie?: string, at = piste) =>
  at.api.post('/user/login', { email, password }, { headers: cookie === undefined ? {} : { cookie } });

/** Logs in, and gives the cookie as the browser would send it back. */
async function knownDevice(email: string, at = piste): Promise<string> {
  const { headers } = await logIn(email, strongPassword, undefined, at);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

const guess = (times: number, email: string, cookie?: string) =>
  failTimes(piste, times, () => logIn(email, wrong, cookie));

/** Has strangers wait for half a minute, which is longer than the rest of any test. */
const holdBackStrangers = (email: string) => guess(10, email);

describe('the device cookie', () => {
  const value = String.raw`[\w-]{22}\.\d{10}\.[\w-]{43}`;

  it('comes with a log-in, for this site only, out of reach of scripts, for a year', async () => {
    const { headers } = await logIn(await makeActive(piste), strongPassword);
    expect(headers.get('set-cookie')).toMatch(
      new RegExp(`^gnar-device=${value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict$`),
    );
  });

  it('goes over TLS only, and to this host only, in production', async () => {
    await using production = await startReplicaOf(piste, {
      GNAR_PRODUCTION: 'true',
      GNAR_SHUTDOWN_WAIT_SECONDS: '0',
    });
    const { headers } = await logIn(await makeActive(piste), strongPassword, undefined, production);
    expect(headers.get('set-cookie')).toMatch(
      new RegExp(
        `^__Host-gnar-device=${value}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict; Secure$`,
      ),
    );
  });

  it('names neither the account nor the address, and is another one each time', async () => {
    const email = await makeActive(piste);
    const [first, second] = [await knownDevice(email), await knownDevice(email)];
    expect(first).not.toBe(second);
    const shared = first.split(/[.=]/).filter((part) => second.split(/[.=]/).includes(part));
    // The name, and perhaps the second in which both were made.
    expect(shared.filter((part) => !/^(?:gnar-device|\d{10})$/.test(part))).toEqual([]);
  });

  it('comes with no refusal, whether the browser brought one or not', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    const refusals = [
      await logIn(email, wrong, cookie),
      await logIn(freshAddress(), wrong, cookie),
      await logIn(email, wrong),
      await logIn(freshAddress(), wrong),
    ].map(comparable);
    expect(refusals[0]).toMatchObject({ status: 401 });
    expect(new Set(refusals.map((refusal) => JSON.stringify(refusal))).size).toBe(1);
    expect(JSON.stringify(refusals)).not.toContain('set-cookie');
    await holdBackStrangers(email);
    const { status, headers } = await logIn(email, strongPassword);
    expect([status, headers.get('set-cookie')]).toEqual([429, null]);
  });
});

describe('a device that has logged in before', () => {
  it('is not held back by the failures of strangers', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await holdBackStrangers(email);
    const answer = await logIn(email.toUpperCase(), strongPassword, `theme=dark; ${cookie}; x=y`);
    expect(answer.status).toBe(200);
  });

  it('has a budget of its own that is no larger than a stranger’s', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    const { judged } = await guessUntilRefused(() => logIn(email, wrong, cookie));
    expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
    // What it spent is not taken from the others.
    expect((await logIn(email, wrong)).status).toBe(401);
  });

  it('is let in at once with the right password, as a stranger would be, after ten failures and a wrong one', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await guess(10, email, cookie);
    await letWaitsPass(piste);
    expect((await logIn(email, wrong, cookie)).status).toBe(401);
    expect((await logIn(email, strongPassword, cookie)).status).toBe(200);
  });

  it('counts as a stranger after ten failures', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await guess(10, email, cookie);
    await holdBackStrangers(email);
    expectProblem(await logIn(email, strongPassword, cookie), 429, 'too_many_requests');
  });

  it.each<[string, (cookie: string, others: string) => string]>([
    ['of another account', (_, others) => others],
    ['with another id', (cookie) => cookie.replace(/=./, (start) => (start === '=A' ? '=B' : '=A'))],
    ['that claims to be younger', (cookie) => cookie.replace(/\.\d{10}\./, '.9999999999.')],
    ['with another seal', (cookie) => cookie.replace(/\.[^.]{43}$/, `.${'A'.repeat(43)}`)],
    ['without a seal', (cookie) => cookie.replace(/\.[^.]*$/, '')],
    ['of another name', (cookie) => `x${cookie}`],
    ['that is empty', () => 'gnar-device='],
    ['that is long', () => `gnar-device=${'A'.repeat(7_000)}`],
  ])('is a stranger with a cookie %s', async (_, changed) => {
    const email = await makeActive(piste);
    const [cookie, others] = [await knownDevice(email), await knownDevice(await makeActive(piste))];
    await holdBackStrangers(email);
    const refused = await logIn(email, strongPassword, changed(cookie, others));
    expectProblem(refused, 429, 'too_many_requests');
  });

  it('is a stranger after a year', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await holdBackStrangers(email);
    piste.clock.advance(aYearInSeconds);
    expectProblem(await logIn(email, strongPassword, cookie), 429, 'too_many_requests');
    piste.clock.advance(-2);
    expect((await logIn(email, strongPassword, cookie)).status).toBe(200);
  });

  it('is a stranger where another secret is in force, and known in every replica', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await using other = await startReplicaOf(piste, {
      GNAR_JWT_SECRET_KEY: `${randomUUID()}${randomUUID()}`,
    });
    await using replica = await startReplicaOf(piste);
    await holdBackStrangers(email);
    expectProblem(await logIn(email, strongPassword, cookie, other), 429, 'too_many_requests');
    expect((await logIn(email, strongPassword, cookie, replica)).status).toBe(200);
  });
});

describe('strangers who go on guessing', () => {
  it('are no longer judged after 100 failures, told to wait no more than 15 minutes, and the owner is told once', async () => {
    const [known, unknown] = [await makeActive(piste), freshAddress()];
    await guess(100, known);
    await guess(100, unknown);
    const refusals = [];
    for (const email of [known, unknown]) {
      await letWaitsPass(piste);
      // Even the right password: what is not looked at tells nothing.
      refusals.push(await logIn(email, strongPassword), await logIn(email, wrong));
    }
    for (const refusal of refusals) {
      expectProblem(refusal, 429, 'too_many_requests');
      expect(refusal.headers.get('retry-after')).toBe('900');
    }
    expect(new Set(refusals.map((refusal) => JSON.stringify(comparable(refusal)))).size).toBe(1);

    const told = ({ subject }: { subject: string }) => subject.startsWith('Failed log-ins');
    const { text } = await waitForMail(known, told);
    expect(text).toContain(`${pagesOrigin}/forgot-password#${encodeURIComponent(known)}`);
    await until(async () => (await piste.parts.database.all('SELECT 1 FROM outbox')).length === 0);
    expect([(await mailsTo(known)).length, (await mailsTo(unknown)).length]).toEqual([1, 0]);
  }, 60_000);

  it('keep out neither a known device, whose log-in lets new devices try again, nor a reset', async () => {
    const email = await makeActive(piste);
    const cookie = await knownDevice(email);
    await guess(100, email);
    expect((await logIn(email, strongPassword, cookie)).status).toBe(200);
    expect((await logIn(email, strongPassword)).status).toBe(200);

    await guess(100, email);
    await piste.api.post('/user/send-reset-password-email', { email });
    const token = await nextToken(email, 'reset-password');
    await piste.api.post('/user/reset-password', { token, password: otherStrongPassword });
    expect((await logIn(email, otherStrongPassword)).status).toBe(200);
  }, 60_000);
});
