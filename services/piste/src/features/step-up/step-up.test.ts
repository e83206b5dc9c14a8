import { sessionsResponseSchema } from '@gnar/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { authorizationOf, logIn, makeSignedIn, type Person } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
let ada: Person;
beforeAll(async () => {
  piste = await startPiste();
});
beforeEach(async () => {
  ada = await makeSignedIn(piste);
});
afterAll(() => piste.stop());

const list = async (as: string) =>
  sessionsResponseSchema.parse((await piste.api.get('/user/sessions', { as })).json).sessions;
const end = (sid: string, as: string, at = piste) => at.api.delete(`/user/sessions/${sid}`, { as });
const put = (body: unknown, as: string) => piste.api.put(`/user/${ada.id}`, body, { as });
const stepUp = (password: string, as: string, at = piste) =>
  at.api.post('/user/step-up', { password }, { as });
const account = async (as: string) => (await piste.api.post('/user/get', undefined, { as })).json;

/** Uses the sessions until the proof of their log-in is sixteen minutes old. @returns their latest tokens */
async function grownStale(...tokens: string[]): Promise<string[]> {
  const renewed = async (as: string) => authorizationOf(await piste.api.post('/user/get', undefined, { as }));
  for (const minutes of [8, 8]) {
    piste.clock.advance(minutes * 60);
    tokens = await Promise.all(tokens.map(renewed));
  }
  return tokens;
}

/** Another session of the same person. */
async function elsewhere(): Promise<string> {
  const sessions = await list(await logIn(piste, ada));
  return sessions.find(({ current }) => current)?.sid ?? '';
}

describe('a session whose proof of identity is older than 15 minutes', () => {
  it('cannot end another session, whose id it cannot test either, and stays signed in', async () => {
    const [as = ''] = await grownStale(ada.authorization);
    const other = await elsewhere();
    for (const sid of [other, '01900000-0000-7000-8000-000000000000']) {
      const refused = await end(sid, as);
      expectProblem(refused, 403, 'step_up_required');
      expect(refused.headers.get('authorization')).toMatch(/^Bearer /);
    }
    expect((await list(as)).map(({ sid }) => sid)).toContain(other);
  });

  it('may end itself', async () => {
    const [as = ''] = await grownStale(ada.authorization);
    const own = (await list(as)).find(({ current }) => current);
    expect((await end(own?.sid ?? '', as)).status).toBe(204);
    expectProblem(await piste.api.get('/user/sessions', { as }), 401, 'session_ended');
  });

  it('may log out', async () => {
    const [as = ''] = await grownStale(ada.authorization);
    expect((await piste.api.post('/user/logout', undefined, { as })).status).toBe(204);
  });

  it.each([{ phone: '+1 403 555-0199' }, { phone: '' }, { phone: null }])(
    'cannot change the phone number by %j, nor anything sent with it',
    async ({ phone }) => {
      expect((await put({ phone: '+1 403 555-0101', city: 'Banff' }, ada.authorization)).status).toBe(200);
      const [as = ''] = await grownStale(ada.authorization);
      expectProblem(await put({ phone, city: 'Jasper' }, as), 403, 'step_up_required');
      expect(await account(as)).toMatchObject({ phone: '+1 403 555-0101', city: 'Banff' });
    },
  );

  it('may change other details, and send the phone number back as it is', async () => {
    await put({ phone: '+1 403 555-0101' }, ada.authorization);
    const [as = ''] = await grownStale(ada.authorization);
    expect((await put({ phone: '+1 403 555-0101', city: 'Jasper' }, as)).status).toBe(200);
    expect((await put({ firstName: 'Ada' }, as)).status).toBe(200);
  });

  it('hears that its details are old before it is asked for a proof', async () => {
    const [as = ''] = await grownStale(ada.authorization);
    const { updatedAt } = await account(as);
    await put({ city: 'Jasper' }, as);
    expectProblem(await put({ phone: '+1 403 555-0199', updatedAt }, as), 409, 'stale');
  });
});

describe('a step-up', () => {
  it('allows both for 15 minutes, at once in every replica', async () => {
    await using replica = await startReplicaOf(piste);
    let [as = ''] = await grownStale(ada.authorization);
    const others = [await elsewhere(), await elsewhere()];
    expectProblem(await end(others[0] ?? '', as, replica), 403, 'step_up_required');

    const proven = await stepUp(ada.password, as);
    expect(proven.status).toBe(204);
    as = authorizationOf(proven);

    expect((await end(others[0] ?? '', as, replica)).status).toBe(204);
    expect((await put({ phone: '+1 403 555-0199' }, as)).status).toBe(200);
    [as = ''] = await grownStale(as);
    expectProblem(await end(others[1] ?? '', as), 403, 'step_up_required');
  });

  it('with a wrong password is refused, changes nothing and does not end the session', async () => {
    const [as = ''] = await grownStale(ada.authorization);
    const refused = await stepUp('not-the-password', as);
    expectProblem(refused, 401, 'invalid_credentials');
    expect(blamed(refused)).toEqual(['password: invalid_credentials']);
    expectProblem(await put({ phone: '+1 403 555-0199' }, as), 403, 'step_up_required');
  });

  it('counts for its own session only', async () => {
    const [as = '', other = ''] = await grownStale(ada.authorization, await logIn(piste, ada));
    expect((await stepUp(ada.password, as)).status).toBe(204);
    expectProblem(await put({ phone: '+1 403 555-0199' }, other), 403, 'step_up_required');
    expect((await put({ phone: '+1 403 555-0199' }, as)).status).toBe(200);
  });

  it('is kept in the audit, and so is its refusal', async () => {
    await stepUp('not-the-password', ada.authorization);
    await stepUp(ada.password, ada.authorization);
    const kept = await piste.parts.database.all(
      `SELECT event, outcome, host(ip) AS ip FROM audit WHERE user_id = $1 AND event = 'step_up' ORDER BY id`,
      [ada.id],
    );
    expect(kept).toEqual([
      { event: 'step_up', outcome: 'invalid_credentials', ip: '127.0.0.1' },
      { event: 'step_up', outcome: 'succeeded', ip: '127.0.0.1' },
    ]);
  });
});
