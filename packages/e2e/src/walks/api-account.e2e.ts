import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { freshToken } from '../api/api-client.ts';
import { contentOf, expectFieldErrors, expectNotStored, expectProblem } from '../api/expectations.ts';
import { becomeMember } from '../api/member.ts';
import { ApiWalker } from '../api/walker.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** The account and logging out in design.md's contract table. */
describe.each(['powder', 'piste'] as const)('the API at the port of %s, signed in', (door) => {
  const { addresses } = walkedSystem();
  let api: ApiWalker;
  let token: string;

  beforeAll(async () => {
    const { email, password } = await becomeMember(addresses);
    api = new ApiWalker(addresses[door], email);
    token = await api.signIn(password);
  });

  it('POST /user/get returns the account with a fresh token, and 401 without a valid one', async () => {
    const answer = await api.call('POST', '/user/get', { token });
    expect([answer.status, answer.json]).toEqual([200, expect.objectContaining({ email: api.email })]);
    expectNotStored(answer);
    expect((await api.call('POST', '/user/get', { token: freshToken(answer) })).status).toBe(200);
    expectProblem(await api.call('POST', '/user/get'), 401, 'token_missing');
    expectProblem(await api.call('POST', '/user/get', { token: 'no.such.token' }), 401, 'token_invalid');
    const [head, claims] = token.split('.');
    const forged = `${head}.${claims}.${randomBytes(32).toString('base64url')}`;
    expectProblem(await api.call('POST', '/user/get', { token: forged }), 401, 'token_invalid');
  });

  it('PUT /user/:id changes the sent fields, keeps the rest, and answers 409 to an outdated version', async () => {
    const path = `/user/${await api.idOf(token)}`;
    const details = { firstName: 'Ada', city: 'Québec', province: 'QC', country: 'CA' };
    const answer = await api.call('PUT', path, { token, body: details });
    expect([answer.status, answer.json]).toEqual([
      200,
      expect.objectContaining({ ...details, lastName: null }),
    ]);
    freshToken(answer);
    const next = await api.call('PUT', path, { token, body: { lastName: 'Lovelace' } });
    expect(next.json).toMatchObject({ ...details, lastName: 'Lovelace' });
    const stale = { city: 'Laval', updatedAt: contentOf(answer)['updatedAt'] };
    expectProblem(await api.call('PUT', path, { token, body: stale }), 409, 'stale');
    const current = { city: 'Laval', updatedAt: contentOf(next)['updatedAt'] };
    expect((await api.call('PUT', path, { token, body: current })).json).toMatchObject({ city: 'Laval' });
  });

  it('PUT /user/:id answers 404 for any other id and 422 for invalid values', async () => {
    const path = `/user/${await api.idOf(token)}`;
    const body = { firstName: 'Eve' };
    for (const other of [crypto.randomUUID(), 'not-an-id']) {
      expectProblem(await api.call('PUT', `/user/${other}`, { token, body }), 404, 'not_found');
    }
    expectProblem(await api.call('PUT', path, { body }), 401, 'token_missing');
    expectFieldErrors(await api.call('PUT', path, { token, body: { country: 'XX' } }), ['country']);
    for (const forbidden of [
      { id: crypto.randomUUID() },
      { email: 'eve@example.com' },
      { status: 'active' },
    ]) {
      expectProblem(await api.call('PUT', path, { token, body: forbidden }), 422, 'invalid_input');
    }
  });

  it('POST /user/logout answers 204 and ends the session', async () => {
    const answer = await api.call('POST', '/user/logout', { token });
    expect([answer.status, answer.text, answer.headers.get('authorization')]).toEqual([204, '', null]);
    expectProblem(await api.call('POST', '/user/get', { token }), 401, 'session_ended');
    expectProblem(await api.call('GET', '/user/sessions', { token }), 401, 'session_ended');
    expectProblem(await api.call('POST', '/user/logout'), 401, 'token_missing');
  });
});
