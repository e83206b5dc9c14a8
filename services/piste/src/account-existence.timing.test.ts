import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failTimes, letWaitsPass } from './testing/guessing.ts';
import { freshAddress } from './testing/mailbox.ts';
import { makeActive } from './testing/people.ts';
import { startPiste, type PisteUnderTest } from './testing/piste-under-test.ts';
import { timeTells } from './testing/time-tells.ts';

/** As many addresses as the largest sample asks for: a wait after failed log-ins must not be what is timed. */
const ACCOUNTS = 600;
const LIMIT = 0.1;

let piste: PisteUnderTest;
let active: readonly string[];
beforeAll(async () => {
  // As products run it: the emails of requests that were timed before leave at random moments.
  piste = await startPiste({ GNAR_MAIL_SPREAD_SECONDS: '1' });
  active = await Promise.all(Array.from({ length: ACCOUNTS }, () => makeActive(piste)));
}, 60_000);
afterAll(() => piste.stop());

describe.each([
  { what: 'a log-in', path: '/user/login', more: { password: 'not-the-password' }, status: 401 },
  { what: 'a sign-up', path: '/user/signup', more: {}, status: 202 },
  { what: 'a forgotten password', path: '/user/send-reset-password-email', more: {}, status: 202 },
])('the time of $what', ({ path, more, status }) => {
  it('does not tell an address with an account from one without', async () => {
    const ask = async (email: string) => {
      const answer = await piste.api.post(path, { email, ...more });
      if (answer.status !== status) throw new Error(`${path} was answered ${answer.status}: ${answer.text}`);
    };
    const found = await timeTells(
      (index) => ask(active[index] ?? ''),
      () => ask(freshAddress()),
      LIMIT,
    );
    expect(found).toBeGreaterThan(0.5 - LIMIT);
    expect(found).toBeLessThan(0.5 + LIMIT);
  }, 180_000);
});

describe('the time of a log-in that has to wait after failures', () => {
  it('does not tell an address with an account from one without', async () => {
    const addresses = { known: await makeActive(piste), unknown: freshAddress() };
    const guess = (email: string) => piste.api.post('/user/login', { email, password: 'not-the-password' });
    const both = Object.values(addresses);
    for (const email of both) await failTimes(piste, 12, () => guess(email));
    await letWaitsPass(piste);
    // The last failure brings a wait of four minutes, which is longer than all that is timed.
    for (const email of both) await guess(email);
    const ask = async (email: string) => {
      const { status } = await guess(email);
      if (status !== 429) throw new Error(`A log-in that has to wait was answered ${status}.`);
    };
    const found = await timeTells(
      () => ask(addresses.known),
      () => ask(addresses.unknown),
      LIMIT,
    );
    expect(found).toBeGreaterThan(0.5 - LIMIT);
    expect(found).toBeLessThan(0.5 + LIMIT);
  }, 180_000);
});
