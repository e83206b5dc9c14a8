import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freshAddress } from '../testing/mailbox.ts';
import { makeActive } from '../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';

const SPREAD_SECONDS = 60;
const REQUESTS = 20;

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste({ GNAR_MAIL_SPREAD_SECONDS: String(SPREAD_SECONDS) });
});
afterAll(() => piste.stop());

/** For how long each email that was asked for waits in the outbox; those that were due soon may have left. */
async function waits(): Promise<number[]> {
  const rows = await piste.parts.database.all<{ seconds: number }>(
    `SELECT extract(epoch FROM available_at - created_at)::float8 AS seconds FROM outbox WHERE attempts = 0`,
  );
  await piste.parts.database.run('DELETE FROM outbox');
  return rows.map(({ seconds }) => seconds);
}

describe.each([
  { what: 'a sign-up', path: '/user/signup' },
  { what: 'a forgotten password', path: '/user/send-reset-password-email' },
])('the emails of $what', ({ path }) => {
  it.each([
    { whose: 'with an account', address: () => makeActive(piste) },
    { whose: 'without an account', address: () => Promise.resolve(freshAddress()) },
  ])('wait for random times over the whole spread, for an address $whose', async ({ address }) => {
    const email = await address();
    for (let index = 0; index < REQUESTS; index += 1) {
      expect((await piste.api.post(path, { email })).status).toBe(202);
    }
    const seconds = await waits();
    // Twenty even draws from a minute span less than a third of it once in a hundred million times.
    expect(Math.max(...seconds) - Math.min(...seconds)).toBeGreaterThan(SPREAD_SECONDS / 3);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(SPREAD_SECONDS);
  });
});
