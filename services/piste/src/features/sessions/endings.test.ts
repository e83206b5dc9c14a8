import { sessionsResponseSchema } from '@gnar/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { FaultProxy, type Fault } from '@gnar/lodge/testing';
import type { Answer } from '../../testing/api-client.ts';
import { nextToken } from '../../testing/mailbox.ts';
import {
  authorizationOf,
  logIn,
  makeSignedIn,
  otherStrongPassword,
  type Person,
} from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';

/** What ends sessions, asked of one replica. */
interface Ending {
  readonly what: string;
  readonly others: 'end' | 'stay';
  /** What comes before; its work may be repeated when the ending itself was refused. */
  readonly prepare: (person: Person) => Promise<(at: PisteUnderTest) => Promise<Answer>>;
}

const endings: readonly Ending[] = [
  {
    what: 'a log-out',
    others: 'stay',
    prepare:
      async ({ authorization: as }) =>
      (at) =>
        at.api.post('/user/logout', undefined, { as }),
  },
  {
    what: 'ending a session in the list',
    others: 'stay',
    prepare: async (person) => {
      const as = await logIn(healthy, person);
      const listed = await healthy.api.get('/user/sessions', { as: person.authorization });
      const own = sessionsResponseSchema.parse(listed.json).sessions.find(({ current }) => current);
      return (at) => at.api.delete(`/user/sessions/${own?.sid ?? ''}`, { as });
    },
  },
  {
    what: 'a change of password',
    others: 'end',
    prepare:
      async ({ password: currentPassword, authorization: as }) =>
      (at) =>
        at.api.post('/user/change-password', { currentPassword, password: otherStrongPassword }, { as }),
  },
  {
    what: 'a reset',
    others: 'end',
    prepare: async ({ email }) => {
      await healthy.api.post('/user/send-reset-password-email', { email });
      const token = await nextToken(email, 'reset-password');
      return (at) => at.api.post('/user/reset-password', { token, password: otherStrongPassword });
    },
  },
  {
    what: 'a deletion',
    others: 'end',
    prepare:
      async ({ id, password, authorization: as }) =>
      (at) =>
        at.api.delete(`/user/${id}`, { body: { password }, as }),
  },
];

let healthy: PisteUnderTest;
let way: FaultProxy;
/** A replica whose way to Redis can break. */
let cut: PisteUnderTest;

beforeAll(async () => {
  healthy = await startPiste();
  way = await FaultProxy.start(healthy.environment['GNAR_REDIS_ENDPOINT'] ?? '');
  const settings = { GNAR_REDIS_ENDPOINT: way.endpoint, GNAR_REDIS_TIMEOUT_MS: '1000' };
  cut = await startReplicaOf(healthy, settings);
}, 60_000);
afterEach(() => heal());
afterAll(async () => {
  await cut.stop();
  await way.stop();
  await healthy.stop();
});

async function heal(): Promise<void> {
  await way.heal();
  await until(async () => (await cut.parts.redis.ping().catch(() => '')) === 'PONG');
}

/** By a route that believes the copy in Redis, in every replica; asking it warms the copy. */
async function alive(as: string): Promise<boolean[]> {
  const answers = await Promise.all([healthy, cut].map(({ api }) => api.get('/user/sessions', { as })));
  return answers.map(({ status }) => status === 200);
}
const everywhere = [true, true];
const nowhere = [false, false];

/** A person with two sessions, and another person, whom every replica has seen. */
async function arrange() {
  const ada = await makeSignedIn(healthy);
  const elsewhere = await logIn(healthy, ada);
  const bystander = (await makeSignedIn(healthy)).authorization;
  for (const as of [ada.authorization, elsewhere, bystander]) expect(await alive(as)).toEqual(everywhere);
  return { ada, elsewhere, bystander };
}

describe('every session that is ended', () => {
  it.each(endings)('by $what is dead in every replica; the others $others', async ({ others, prepare }) => {
    const { ada, elsewhere, bystander } = await arrange();
    const end = await prepare(ada);

    expect((await end(cut)).status).toBe(204);

    expect(await alive(ada.authorization)).toEqual(nowhere);
    expect(await alive(elsewhere)).toEqual(others === 'end' ? nowhere : everywhere);
    expect(await alive(bystander)).toEqual(everywhere);
  });

  it.each(endings)(
    'by $what is dead in a replica that is cut off from Redis, too',
    async ({ others, prepare }) => {
      const { ada, elsewhere } = await arrange();
      const end = await prepare(ada);
      await way.break({ kind: 'stall' });

      expect((await end(healthy)).status).toBe(204);

      expect(await alive(ada.authorization)).toEqual(nowhere);
      await heal();
      expect(await alive(ada.authorization)).toEqual(nowhere);
      expect(await alive(elsewhere)).toEqual(others === 'end' ? nowhere : everywhere);
    },
  );

  const faults: readonly Fault[] = [{ kind: 'refuse' }, { kind: 'stall' }];
  it.each(endings.flatMap((ending) => faults.map((fault) => ({ ...ending, fault }))))(
    'by $what where Redis cannot be told ($fault.kind) lives on after a 503, and the retry ends it',
    async ({ prepare, fault }) => {
      const { ada, elsewhere } = await arrange();
      const end = await prepare(ada);
      await way.break(fault);
      const refused = await end(cut);
      expectProblem(refused, 503, 'unavailable');
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      for (const as of [ada.authorization, elsewhere]) expect(await alive(as)).toEqual(everywhere);

      await heal();
      expect((await end(cut)).status).toBe(204);
      expect(await alive(ada.authorization)).toEqual(nowhere);
    },
    30_000,
  );
});

describe('a change of password', () => {
  it('gives the caller a session with another id, same device, same beginning and same absolute end', async () => {
    const row = (userId: string) =>
      healthy.parts.database.one<{ sid: string }>(
        'SELECT sid, device, host(ip) AS ip, created_at, expires_at FROM sessions WHERE user_id = $1',
        [userId],
      );
    const ada = await makeSignedIn(healthy);
    const before = await row(ada.id);
    healthy.clock.advance(600);
    const body = { currentPassword: ada.password, password: otherStrongPassword };
    const changed = await healthy.api.post('/user/change-password', body, { as: ada.authorization });
    const as = authorizationOf(changed);
    const after = await row(ada.id);
    expect(after).toEqual({ ...before, sid: after?.sid });
    expect(after?.sid).not.toBe(before?.sid);
    expect(await alive(as)).toEqual(everywhere);
    expectProblem(
      await healthy.api.post('/user/get', undefined, { as: ada.authorization }),
      401,
      'session_ended',
    );
  });

  it('steps the session up', async () => {
    const ada = await makeSignedIn(healthy);
    await healthy.parts.database.run('UPDATE sessions SET stepped_up_at = NULL WHERE user_id = $1', [ada.id]);
    const body = { currentPassword: ada.password, password: otherStrongPassword };
    const changed = await healthy.api.post('/user/change-password', body, { as: ada.authorization });
    const details = { phone: '+1 403 555-0101' };
    const { status } = await healthy.api.put(`/user/${ada.id}`, details, { as: authorizationOf(changed) });
    expect(status).toBe(200);
  });

  it('that is refused leaves the caller its session', async () => {
    const ada = await makeSignedIn(healthy);
    const body = { currentPassword: 'not-the-password', password: otherStrongPassword };
    const refused = await healthy.api.post('/user/change-password', body, { as: ada.authorization });
    expectProblem(refused, 401, 'invalid_credentials');
    expect(await alive(ada.authorization)).toEqual(everywhere);
  });
});
