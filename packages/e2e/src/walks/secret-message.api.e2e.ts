import { beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../api/eventually.ts';
import { expectProblem } from '../api/expectations.ts';
import { becomeMember } from '../api/member.ts';
import { ApiWalker } from '../api/walker.ts';
import { Outage } from '../system/outage.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** The secret message in design.md's contract table. */
describe.each(['powder', 'piste'] as const)('the secret message at the port of %s', (door) => {
  const { addresses } = walkedSystem();
  let api: ApiWalker;
  let token: string;

  beforeAll(async () => {
    const { email, password } = await becomeMember(addresses);
    api = new ApiWalker(addresses[door], email);
    token = await api.signIn(password);
  });

  it('GET /10-45 returns the id of the message, which GET /10-45/get-message/:id returns once it arrived', async () => {
    const answer = await api.call('GET', '/10-45', { token });
    const sentence =
      /^Off-Piste checking in! Check back with Piste at \/10-45\/get-message\/(\S+) in 1 minute for a secret message\.$/;
    expect([answer.status, answer.json]).toEqual([200, expect.stringMatching(sentence)]);
    const path = `/10-45/get-message/${sentence.exec(String(answer.json))?.[1]}`;
    expectProblem(await api.call('GET', path, { token }), 404, 'message_not_found');
    const message = await eventually(
      () => api.call('GET', path, { token }),
      ({ status }) => status === 200,
    );
    expect([message.status, typeof message.json]).toEqual([200, 'string']);
  });

  it('GET /10-45 answers 401 to a session that has ended, and off-piste refuses requests that do not come from piste', async () => {
    await api.call('POST', '/user/logout', { token });
    expectProblem(await api.call('GET', '/10-45', { token }), 401, 'session_ended');
    const offPiste = new ApiWalker(addresses['off-piste'] ?? '', api.email);
    expectProblem(await offPiste.call('GET', '/check-in', { token }), 401, 'peer_token_missing');
  });

  it('is described by the OpenAPI document, and anything else below /10-45 answers 404 not_found', async () => {
    const { json } = await api.call('GET', '/openapi.json');
    const described = Object.keys(Object(Object(json).paths));
    expect(described).toEqual(expect.arrayContaining(['/10-45', '/10-45/get-message/{id}']));
    expectProblem(await api.call('POST', '/10-45/no/such/thing'), 404, 'not_found');
  });
});

describe('GET /10-45 while a service is down', () => {
  it.each(['off-piste', 'sqs'] as const)(
    'answers 503 unavailable with Retry-After without %s, and 200 afterwards',
    async (service) => {
      const { addresses } = walkedSystem();
      const { email, password } = await becomeMember(addresses);
      const api = new ApiWalker(addresses.powder, email);
      const token = await api.signIn(password);
      const outage = Outage.begin(service);
      const answer = await api.call('GET', '/10-45', { token });
      await outage.end();
      expectProblem(answer, 503, 'unavailable');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      const afterwards = await eventually(
        () => api.call('GET', '/10-45', { token }),
        ({ status }) => status === 200,
      );
      expect(afterwards.status).toBe(200);
    },
  );
});
