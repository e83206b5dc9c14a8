import { describe, expect, it } from '@jest/globals';
import { eventually } from '../api/eventually.ts';
import { expectProblem } from '../api/expectations.ts';
import { becomeMember } from '../api/member.ts';
import { ApiWalker } from '../api/walker.ts';
import { Outage } from '../system/outage.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** What an API client gets while something is down, at the address that the browser uses. */
describe('the API while a service is down', () => {
  const { addresses } = walkedSystem();

  it.each(['postgres', 'piste'] as const)(
    'answers 503 unavailable with Retry-After without %s, and 200 afterwards',
    async (service) => {
      const { email, password } = await becomeMember(addresses);
      const api = new ApiWalker(addresses.powder, email);
      const outage = Outage.begin(service);
      const answer = await api.logIn(password);
      await outage.end();
      expectProblem(answer, 503, 'unavailable');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      const afterwards = await eventually(
        () => api.logIn(password),
        ({ status }) => status === 200,
      );
      expect(afterwards.status).toBe(200);
    },
  );
});
