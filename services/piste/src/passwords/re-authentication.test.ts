import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { nextToken } from '../testing/mailbox.ts';
import { guessUntilRefused, oneBudget } from '../testing/guessing.ts';
import { makeSignedIn, otherStrongPassword, strongPassword, type Person } from '../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../testing/piste-under-test.ts';
import { expectProblem } from '../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const wrong = 'not-the-password';

const change = ({ authorization: as }: Person, currentPassword: string) =>
  piste.api.post('/user/change-password', { currentPassword, password: otherStrongPassword }, { as });

const remove = ({ id, authorization: as }: Person, password: string) =>
  piste.api.delete(`/user/${id}`, { body: { password }, as });

const stepUp = ({ authorization: as }: Person, password: string) =>
  piste.api.post('/user/step-up', { password }, { as });

/** Every route on which a signed-in person proves the password again. */
const routes = [change, remove, stepUp];

describe('a signed-in person who proves the password again', () => {
  it.each([
    ['change-password', change],
    ['the deletion', remove],
    ['the step-up', stepUp],
  ])('at %s is not held back by failed log-ins of strangers', async (_, prove) => {
    const owner = await makeSignedIn(piste);
    const { refusal } = await guessUntilRefused(() =>
      piste.api.post('/user/login', { email: owner.email, password: wrong }),
    );
    expectProblem(refusal, 429, 'too_many_requests');
    expect((await prove(owner, strongPassword)).status).toBe(204);
  });

  it('has one budget of guesses over all the routes that ask', async () => {
    const owner = await makeSignedIn(piste);
    const { judged, refusal } = await guessUntilRefused((index) =>
      (routes[index % routes.length] ?? change)(owner, `${wrong}-${index}`),
    );
    expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('does not hold back log-ins with the guesses of a stolen session', async () => {
    const owner = await makeSignedIn(piste);
    await guessUntilRefused(() => change(owner, wrong));
    const { status } = await piste.api.post('/user/login', { email: owner.email, password: strongPassword });
    expect(status).toBe(200);
  });

  it('starts with a clean slate after a reset', async () => {
    const owner = await makeSignedIn(piste);
    await guessUntilRefused(() => change(owner, wrong));
    await piste.api.post('/user/send-reset-password-email', { email: owner.email });
    const token = await nextToken(owner.email, 'reset-password');
    expect((await piste.api.post('/user/reset-password', { token, password: strongPassword })).status).toBe(
      204,
    );
    const again = await piste.api.post('/user/login', { email: owner.email, password: strongPassword });
    const as = again.headers.get('authorization') ?? '';
    expect((await change({ ...owner, authorization: as }, strongPassword)).status).toBe(204);
  });
});
