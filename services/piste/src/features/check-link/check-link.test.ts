import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste({ GNAR_LINK_USES_PER_TEN_MINUTES: '5' });
});
afterAll(() => piste.stop());

describe('looking at links', () => {
  it('is limited per network, over all that takes a link', async () => {
    const token = 'A'.repeat(80);
    const password = 'whatever-it-is';
    const tries = [
      await piste.api.post('/user/check-link', { token, purpose: 'activate' }),
      await piste.api.post('/user/check-link', { token, purpose: 'reset' }),
      await piste.api.post('/user/activate', { token, password }),
      await piste.api.post('/user/reset-password', { token, password }),
      await piste.api.post('/user/reset-password', { token, password }),
    ];
    for (const tried of tries) expectProblem(tried, 410, 'link_expired');
    const refused = await piste.api.post('/user/activate', { token, password });
    expectProblem(refused, 429, 'too_many_requests');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it.each([
    { without: 'a token', body: { purpose: 'activate' } },
    { without: 'a known purpose', body: { token: 'A'.repeat(80), purpose: 'login' } },
    { without: 'a token of its alphabet', body: { token: `${'A'.repeat(80)}+/=`, purpose: 'activate' } },
  ])('refuses a question without $without', async ({ body }) => {
    expectProblem(await piste.api.post('/user/check-link', body), 422, 'invalid_input');
  });
});
