import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { activateByMail, strongPassword } from '../../testing/people.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

describe('sign-up', () => {
  it('leads to an account', async () => {
    const email = await activateByMail(piste);
    const answer = await piste.api.post('/user/login', { email, password: strongPassword });
    expect(answer.json).toMatchObject({ email, firstName: null });
  });
});
