import { operationList, problemSchema } from '@gnar/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { freshAddress, nextToken } from './testing/mailbox.ts';
import { authorizationOf, makeSignedIn, otherStrongPassword, strongPassword } from './testing/people.ts';
import { startPiste, type PisteUnderTest } from './testing/piste-under-test.ts';
import { expectProblem } from './testing/problem.ts';
import type { Answer } from './testing/api-client.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const pathOf = (path: string, value: string) => path.replace(/:\w+/, encodeURIComponent(value));

function expectGuarded({ headers }: Answer): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('x-request-id')).toMatch(/^[\w.-]+$/);
}

describe('every operation of the contract', () => {
  it.each(
    operationList.map((operation) => ({
      id: operation.id,
      method: operation.method.toUpperCase(),
      path: operation.path,
      takesBody: 'body' in operation,
    })),
  )(
    '$id answers nonsense with a problem of the contract and with its headers on',
    async ({ method, path, takesBody }) => {
      const { authorization } = await makeSignedIn(piste);
      const sent = method === 'GET' ? {} : { rawBody: '{"unknown": [}' };
      for (const as of [undefined, authorization]) {
        const answer = await piste.api.call(method, pathOf(path, 'x'), { ...sent, as });
        expectGuarded(answer);
        if (takesBody) expect(answer.status).toBeGreaterThanOrEqual(400);
        if (answer.status >= 400) problemSchema.parse(answer.json);
        if (answer.status >= 400) expect(answer.headers.get('cache-control')).toBe('no-store');
      }
    },
  );

  it('takes a body of any shape without failing', async () => {
    const { authorization, id } = await makeSignedIn(piste);
    const taking = operationList.filter(({ method }) => method !== 'get');
    const names = [
      'email',
      'password',
      'currentPassword',
      'token',
      'purpose',
      'locale',
      'captcha',
      '__proto__',
    ];
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
      fc.constantFrom('a@b.ch', "'; DROP TABLE users; --", 'activate', '\u0000', 'A'.repeat(120)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...taking),
        fc.oneof(fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 }), fc.jsonValue()),
        fc.constantFrom(id, 'x', '\u0000', '%', "'", '..'),
        async ({ method, path }, body, parameter) => {
          const answer = await piste.api.call(method.toUpperCase(), pathOf(path, parameter), {
            rawBody: JSON.stringify(body),
            as: authorization,
          });
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
    expect((await piste.api.get('/openapi.json')).status).toBe(200);
  });

  it.each([
    { status: 400, code: 'malformed_json', call: { rawBody: '{"email": ' } },
    {
      status: 413,
      code: 'payload_too_large',
      call: { rawBody: JSON.stringify({ email: 'a'.repeat(20_000) }) },
    },
    {
      status: 415,
      code: 'unsupported_media_type',
      call: { rawBody: 'email=a', headers: { 'content-type': 'text/plain' } },
    },
  ])('may answer $status $code', async ({ status, code, call }) => {
    const answer = await piste.api.post('/user/signup', undefined, call);
    expectProblem(answer, status, code);
    expectGuarded(answer);
  });
});

describe('what is not in the contract', () => {
  it('is not there, or not by that method', async () => {
    expectProblem(await piste.api.get('/user/nonsense/more'), 404, 'not_found');
    expectProblem(await piste.api.get('/user/nonsense'), 404, 'not_found');
    expectProblem(await piste.api.get('/admin'), 404, 'not_found');
    const answer = await piste.api.get('/user/login');
    expectProblem(answer, 405, 'method_not_allowed');
    expect(answer.headers.get('allow')).toContain('POST');
  });
});

describe('the logs', () => {
  it('hold no address, password, token or link of any person', async () => {
    const email = freshAddress();
    const secrets = new Set([
      email,
      strongPassword,
      otherStrongPassword,
      'weak-canary',
      'canary-wrong-password',
    ]);
    const { api } = piste;

    await api.post('/user/signup', { email, locale: 'fr' });
    const activation = await nextToken(email, 'activate');
    await api.post('/user/check-link', { token: activation, purpose: 'activate' });
    await api.post('/user/activate', { token: activation, password: 'weak-canary' });
    await api.post('/user/activate', { token: activation, password: strongPassword });
    await api.post('/user/activate', { token: activation, password: strongPassword });
    await api.post('/user/login', { email, password: 'canary-wrong-password' });
    const loggedIn = await api.post('/user/login', { email, password: strongPassword });
    let as = authorizationOf(loggedIn);
    secrets.add(activation).add(as);
    as = authorizationOf(await api.post('/user/get', undefined, { as }));
    await api.post('/user/get', undefined, { as: `${as}x` });
    await api.call('GET', `/user/nothing?email=${email}&token=${activation}`);
    await api.put(`/user/${String(loggedIn.json['id'])}`, { firstName: 'Canarina' }, { as });
    await api.post('/user/score-password', { password: strongPassword, email });
    await api.post('/user/signup', undefined, { rawBody: `{"email":"${email}", oops` });
    const change = { currentPassword: strongPassword, password: otherStrongPassword };
    await api.post('/user/change-password', change, { as });
    await api.post('/user/send-reset-password-email', { email });
    const reset = await nextToken(email, 'reset-password');
    await api.post('/user/reset-password', { token: reset, password: strongPassword });
    secrets.add(reset).add(as).add('Canarina');

    const log = piste.logLines.join('');
    const jwts = [...secrets]
      .filter((secret) => secret.startsWith('Bearer '))
      .map((header) => header.slice(7));
    expect([...secrets, ...jwts].filter((secret) => log.includes(secret))).toEqual([]);
    expect(log).toContain('reset_password');
  });

  it('stay one line per event, whatever a header holds', async () => {
    await piste.api.post('/user/get', undefined, { headers: { 'x-request-id': 'forged"},{"level":60' } });
    expect(
      piste.logLines.every((line) => line.endsWith('\n') && line.trimEnd().split('\n').length === 1),
    ).toBe(true);
    expect(piste.logLines.some((line) => line.includes('forged'))).toBe(false);
  });
});
