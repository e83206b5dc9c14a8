import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { findBrowser, walkInBrowser } from '../../rehearsal/browser-walk.ts';
import type { EdgeClient } from '../../rehearsal/edge-client.ts';
import { freshToken, strongPassword as password, tokenFromMail } from '../../rehearsal/members.ts';
import { rehearsedFeatures } from '../../rehearsal/features.ts';
import { Person } from '../../rehearsal/person.ts';
import { describeRehearsal } from './describe-rehearsal.ts';

jest.setTimeout(180_000);

const email = 'founder@example.com';
const browser = await findBrowser();
const missing = 'missing' in browser ? ` (skipped: ${browser.missing})` : '';

await describeRehearsal('the sign-up walk through the ingress', { withPages: true }, (rehearsal) => {
  let client: EdgeClient;
  let authorization: string;

  beforeAll(() => {
    client = rehearsal().client();
  });
  afterAll(() => client.close());

  const post = (path: string, body?: unknown) =>
    client.call('POST', path, { body, ...(authorization && { authorization }) });

  it('signs up, activates by the link in the mail, and logs in', async () => {
    expect((await post('/user/signup', { email, locale: 'en' })).status).toBe(202);
    const token = await tokenFromMail(rehearsal(), email, 'activate');
    expect(await post('/user/check-link', { token, purpose: 'activate' })).toMatchObject({
      status: 200,
      json: { email },
    });
    expect((await post('/user/activate', { token, password })).status).toBe(204);
    const login = await post('/user/login', { email, password });
    expect(login).toMatchObject({ status: 200, json: { email } });
    authorization = freshToken(login);
  });

  it('gets the account with a fresh token, which works on', async () => {
    const first = await post('/user/get');
    expect(first).toMatchObject({ status: 200, json: { email } });
    authorization = freshToken(first);
    expect((await post('/user/get')).status).toBe(200);
  });

  it('lists the session with the address of the client, not of a proxy', async () => {
    const { json } = await client.call('GET', '/user/sessions', { authorization });
    expect(json['sessions']).toEqual([expect.objectContaining({ ip: '127.0.0.2', current: true })]);
  });

  for (const { does, use } of rehearsedFeatures) {
    it(does, async () => {
      const person = new Person(rehearsal());
      await person.logIn(email, password);
      await use(person);
      person.leave();
    });
  }

  it('logs out, and the token is worth nothing any more', async () => {
    expect((await post('/user/logout')).status).toBe(204);
    expect(await post('/user/get')).toMatchObject({ status: 401, json: { code: 'session_ended' } });
  });

  (missing ? it.skip : it)(`goes well in a real browser, to the log-out${missing}`, async () => {
    if ('missing' in browser) throw new Error(browser.missing);
    const folder = await mkdtemp(join(tmpdir(), 'gnar-walk-'));

    const output = await walkInBrowser(rehearsal(), browser, {
      folder,
      walk: 'first-walk',
      looking: 'desktop, light',
    });

    expect(output).toMatch(/Tests:\s+3 skipped, 1 passed, 4 total/);
    await rm(folder, { recursive: true });
  });
});
