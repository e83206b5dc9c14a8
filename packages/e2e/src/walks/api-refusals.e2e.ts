import { describe, expect, it } from '@jest/globals';
import { ApiClient } from '../api/api-client.ts';
import { expectGuarded, expectProblem } from '../api/expectations.ts';
import { becomeMember } from '../api/member.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** What the API refuses, the same through the front end's port and at its own. */
describe.each(['powder', 'piste'] as const)('the API at the port of %s', (door) => {
  const { addresses } = walkedSystem();
  const api = new ApiClient(addresses[door]);

  it('answers a body that is not JSON with 400 malformed_json', async () => {
    const answer = await api.call('POST', '/user/login', { rawBody: '{"email":' });
    expectProblem(answer, 400, 'malformed_json');
  });

  it('answers a body of more than 16 KiB with 413', async () => {
    const body = { email: 'a@example.com', password: 'x'.repeat(17 * 1024) };
    const answer = await api.call('POST', '/user/login', { body });
    expect(answer.status).toBe(413);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  });

  it.each([
    ['GET', '/user/no-such-thing/at-all'],
    ['POST', '/api/no/such/thing'],
    ['GET', '/user/__proto__/x'],
  ])('answers %s %s with 404 not_found', async (method, path) => {
    expectProblem(await api.call(method, path), 404, 'not_found');
  });

  it.each(['/healthz', '/readyz', '/metrics'])('does not serve %s', async (path) => {
    const answer = await api.call('GET', path, { headers: { accept: 'application/json' } });
    expect(answer.text).not.toMatch(/process_cpu|"status":"ok"|"database"/);
    if (door === 'piste') expectProblem(answer, 404, 'not_found');
  });

  it('lets no other origin read a response', async () => {
    const answer = await api.call('POST', '/user/get', { headers: { origin: 'https://evil.example' } });
    expectGuarded(answer);
  });

  it('returns the request id that the client sent', async () => {
    const answer = await api.call('POST', '/user/get', { headers: { 'x-request-id': 'walk-4711' } });
    expect(expectProblem(answer, 401, 'token_missing')['requestId']).toBe('walk-4711');
  });

  it('serves the OpenAPI document and a page that shows it', async () => {
    const contract = await api.call('GET', '/openapi.json');
    expect(contract.status).toBe(200);
    expect(contract.json).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) });
    const ours = [
      '/user/activate',
      '/user/change-password',
      '/user/check-link',
      '/user/export',
      '/user/get',
      '/user/login',
      '/user/logout',
      '/user/reset-password',
      '/user/score-password',
      '/user/send-reset-password-email',
      '/user/sessions',
      '/user/sessions/{sid}',
      '/user/signup',
      '/user/step-up',
      '/user/{id}',
    ];
    // Other features and a fork have paths of their own beside these.
    expect(Object.keys(Object(Object(contract.json).paths))).toEqual(expect.arrayContaining(ours));
    const docs = await api.call('GET', '/docs', { headers: { accept: 'text/html' } });
    expect(docs.status).toBe(200);
    expect(docs.headers.get('content-type')).toMatch(/^text\/html\b/);
  });
});

describe('guessing passwords', () => {
  it('is slowed down with 429 and Retry-After, without locking the account for good', async () => {
    const { addresses } = walkedSystem();
    const { email } = await becomeMember(addresses);
    const api = new ApiClient(addresses.piste);
    const guess = () => api.call('POST', '/user/login', { body: { email, password: 'not-the-password' } });
    let answer = await guess();
    for (let count = 0; count < 30 && answer.status === 401; count++) answer = await guess();
    expectProblem(answer, 429, 'too_many_requests');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});
