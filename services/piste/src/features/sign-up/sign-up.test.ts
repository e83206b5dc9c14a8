import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { waitForMail } from '@gnar/lodge/testing';
import { product } from '@gnar/contract/product';

import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { activateByEmail, makeActive, strongPassword } from '../../testing/people.ts';
import {
  pagesOrigin,
  startPiste,
  startReplicaOf,
  type PisteUnderTest,
} from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';
import { deadEndpoint } from '../../testing/stand-in.ts';
import { comparable } from '../../testing/uniform.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const signUp = (email: string, more: object = {}) => piste.api.post('/user/signup', { email, ...more });

const usersCalled = (email: string) =>
  piste.parts.database.all<{ id: string; email: string; status: string; locale: string | null }>(
    'SELECT id, email, status, locale FROM users WHERE email = $1',
    [email],
  );

const outboxIsEmpty = (from = piste) =>
  until(async () => (await from.parts.database.all('SELECT 1 FROM outbox')).length === 0);

describe('sign-up', () => {
  it('leads, by way of the mailbox, to an account that can log in', async () => {
    const email = await activateByEmail(piste);
    const answer = await piste.api.post('/user/login', { email, password: strongPassword });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ email, firstName: null });
  });

  it('answers the same for a new, a pending and an active address, byte by byte', async () => {
    const [unknown, pending, active] = [freshAddress(), freshAddress(), await makeActive(piste)];
    await signUp(pending);
    await nextToken(pending, 'activate');
    const answers = [await signUp(unknown), await signUp(pending), await signUp(active)].map(comparable);
    expect(answers[0]).toMatchObject({ status: 202, text: '{}' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('tells the owner of an active account, by email, that there is one', async () => {
    const email = await makeActive(piste);
    await signUp(email);
    const received = await waitForMail(email);
    expect(received.subject).toBe(`You already have a ${product.fullName} account`);
    expect(received.text).toContain(`${pagesOrigin}/login`);
    expect(received.text).toContain(`${pagesOrigin}/forgot-password#${encodeURIComponent(email)}`);
    expect(received.text).not.toContain('/activate');
  });

  it.each([
    ['fr-CA', `Activez votre compte ${product.fullName}`],
    ['en', `Activate your ${product.fullName} account`],
    ['tlh', `Activate your ${product.fullName} account`],
    [undefined, `Activate your ${product.fullName} account`],
  ])('writes to a person of locale %p under the subject %p', async (locale, subject) => {
    const email = freshAddress();
    await signUp(email, { locale });
    expect((await waitForMail(email)).subject).toBe(subject);
  });

  it('sends a link of 32 random bytes and keeps neither the link nor its id', async () => {
    const email = freshAddress();
    await signUp(email);
    const token = await nextToken(email, 'activate');
    const decoded: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    expect(decoded).toEqual({ email, id: expect.stringMatching(/^[\w-]{43}$/) });
    await outboxIsEmpty();
    const tables = await piste.parts.database.all<{ row: string }>(
      'SELECT row_to_json(links)::text AS row FROM links UNION ALL SELECT row_to_json(users)::text FROM users',
    );
    const { id } = decoded as { id: string };
    expect(tables.filter(({ row }) => row.includes(id) || row.includes(token))).toEqual([]);
  });

  it('makes one account of 50 sign-ups at the same time, whatever the case of the address', async () => {
    const email = freshAddress();
    const spellings = Array.from({ length: 50 }, (_, index) => (index % 2 ? email : email.toUpperCase()));
    const statuses = (await Promise.all(spellings.map((spelling) => signUp(spelling)))).map((a) => a.status);
    expect(new Set(statuses)).toEqual(new Set([202]));
    await outboxIsEmpty();
    expect(await usersCalled(email)).toHaveLength(1);
  });

  it('keeps nothing of a stranger who signed up first with that address', async () => {
    const email = freshAddress();
    await signUp(email.toUpperCase(), { locale: 'fr' });
    const strangers = await nextToken(email, 'activate');
    await signUp(email, { locale: 'en-CA' });
    const owners = await nextToken(email, 'activate', [strangers]);

    expectProblem(
      await piste.api.post('/user/activate', { token: strangers, password: strongPassword }),
      410,
      'link_expired',
    );
    const activated = await piste.api.post('/user/activate', { token: owners, password: strongPassword });
    expect(activated.status).toBe(204);
    expect(await usersCalled(email)).toEqual([
      { id: expect.any(String), email, status: 'active', locale: 'en-CA' },
    ]);
  });

  it.each(['role', 'status', 'id', 'password', 'passwordHash', '__proto__'])(
    'refuses a body that sets %s',
    async (key) => {
      const rawBody = `{"email":"${freshAddress()}","${key}":"active"}`;
      const answer = await piste.api.post('/user/signup', undefined, { rawBody });
      expectProblem(answer, 422, 'invalid_input');
    },
  );

  it('takes the origin of links from its configuration, not from what a request claims', async () => {
    const email = freshAddress();
    const headers = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      forwarded: 'host=evil.example',
    };
    await piste.api.post('/user/signup', { email }, { headers });
    const { html, text } = await waitForMail(email);
    expect(text).toContain(`${pagesOrigin}/activate#`);
    expect(`${html}${text}`).not.toContain('evil.example');
  });

  it('audits a sign-up without naming the mailbox', async () => {
    const email = freshAddress();
    const { headers } = await signUp(email);
    const rows = await piste.parts.database.all('SELECT * FROM audit WHERE request_id = $1', [
      headers.get('x-request-id'),
    ]);
    expect(rows).toEqual([
      expect.objectContaining({ event: 'sign_up', outcome: 'requested', user_id: null, ip: '127.0.0.0/24' }),
    ]);
    expect(JSON.stringify(rows)).not.toContain(email);
  });
});

describe('the email of a sign-up', () => {
  it('is sent once more without harm: the newest link works', async () => {
    const email = freshAddress();
    await signUp(email);
    const first = await nextToken(email, 'activate');
    await piste.parts.database.transaction((transaction) =>
      piste.parts.jobs.add(transaction, { kind: 'sign-up-requested', payload: { email, locale: null } }),
    );
    const second = await nextToken(email, 'activate', [first]);
    expect((await piste.api.post('/user/check-link', { token: second, purpose: 'activate' })).status).toBe(
      200,
    );
    expect(await usersCalled(email)).toHaveLength(1);
  });

  it('is not lost when the email service is away, and its repetitions do not count in the cap', async () => {
    await using away = await startPiste({
      GNAR_SES_ENDPOINT: await deadEndpoint(),
      GNAR_MAILS_PER_ADDRESS_PER_HOUR: '1',
    });
    const email = freshAddress();
    expect((await away.api.post('/user/signup', { email })).status).toBe(202);
    await until(async () => {
      const [row] = await away.parts.database.all<{ attempts: number }>('SELECT attempts FROM outbox');
      return (row?.attempts ?? 0) > 0;
    });
    await away.app.stop();
    const { GNAR_SES_ENDPOINT: endpoint = '' } = piste.environment;
    await using back = await startReplicaOf(away, { GNAR_SES_ENDPOINT: endpoint });
    expect((await waitForMail(email, undefined, { timeoutMs: 15_000 })).subject).toContain('Activate');
    await outboxIsEmpty(back);
  });
});

describe('the limits of a sign-up', () => {
  it('are per network, and forged forwarding headers do not widen them', async () => {
    await using limited = await startPiste({ GNAR_SIGN_UPS_PER_TEN_MINUTES: '3' });
    const ask = (index: number) =>
      limited.api.post(
        '/user/signup',
        { email: freshAddress() },
        { headers: { 'x-forwarded-for': `203.0.113.${index}`, 'x-real-ip': `203.0.113.${index}` } },
      );
    for (const index of [1, 2, 3]) expect((await ask(index)).status).toBe(202);
    const refused = await ask(4);
    expectProblem(refused, 429, 'too_many_requests');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('count each network behind a trusted proxy by itself', async () => {
    await using limited = await startPiste({
      GNAR_SIGN_UPS_PER_TEN_MINUTES: '1',
      GNAR_TRUSTED_PROXIES: '127.0.0.1/32',
    });
    const from = (ip: string) =>
      limited.api.post('/user/signup', { email: freshAddress() }, { headers: { 'x-forwarded-for': ip } });
    expect((await from('203.0.113.1')).status).toBe(202);
    expect((await from('203.0.113.2')).status).toBe(202);
    expect((await from('203.0.113.1')).status).toBe(429);
  });
});

describe('the limits of an IPv6 network', () => {
  it('hold for a /64, and tenfold for the /48 around it, whatever addresses its owner takes', async () => {
    await using limited = await startPiste({
      GNAR_SIGN_UPS_PER_TEN_MINUTES: '2',
      GNAR_TRUSTED_PROXIES: '127.0.0.1/32',
    });
    const from = async (ip: string) =>
      (
        await limited.api.post(
          '/user/signup',
          { email: freshAddress() },
          { headers: { 'x-forwarded-for': ip } },
        )
      ).status;
    const statuses = async (count: number, ip: (index: number) => string) => {
      const found: number[] = [];
      for (let index = 0; index < count; index += 1) found.push(await from(ip(index)));
      return found.filter((status) => status === 202).length;
    };
    expect(await statuses(5, (index) => `2001:db8:1:1::${index}`)).toBe(2);
    // 18 of 20 are left to the /48: the three refusals of the /64 cost it nothing.
    expect(await statuses(25, (index) => `2001:db8:1:${index + 2}::1`)).toBe(18);
    expect(await from('2001:db8:2:1::1')).toBe(202);
    // A zone (RFC 4007) makes no other client, and is nothing that the audit could not keep.
    expect(await statuses(5, (index) => `fe80::1%eth${index}`)).toBe(2);
  });
});
