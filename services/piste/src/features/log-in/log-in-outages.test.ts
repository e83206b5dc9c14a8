import { until } from '@gnar/gear/testing';
import { FaultProxy } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { guessUntilRefused, oneBudget } from '../../testing/guessing.ts';
import { freshAddress } from '../../testing/mailbox.ts';
import { makeSignedIn, strongPassword } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const logIn = (email: string, password: string, at = piste) =>
  at.api.post('/user/login', { email, password });

const wrong = 'not-the-password';

describe('a flood of log-ins', () => {
  it('is refused with Retry-After beyond a short queue', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '2',
    });
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(freshAddress(), wrong, small)));
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 401).length + refused.length).toBe(30);
    expect(refused.length).toBeGreaterThan(10);
    for (const answer of refused) {
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('2');
    }
  });

  it('costs neither Redis nor Postgres for those that are refused', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '0',
      GNAR_ARGON2_TIME_COST: '100',
      GNAR_LOG_INS_PER_TEN_MINUTES: '1',
    });
    const busy = small.parts.argon2.hash('x');
    const refused = await logIn(freshAddress(), wrong, small);
    expectProblem(refused, 503, 'unavailable');
    await busy;
    const requestId = refused.headers.get('x-request-id');
    expect(await piste.parts.database.all('SELECT 1 FROM audit WHERE request_id = $1', [requestId])).toEqual(
      [],
    );
    // The one log-in of this network's budget is still there.
    expect((await logIn(freshAddress(), wrong, small)).status).toBe(401);
  });

  it('costs neither Redis nor Postgres for those that are refused when all come at once', async () => {
    await using small = await startReplicaOf(piste, {
      GNAR_ARGON2_IN_FLIGHT: '1',
      GNAR_ARGON2_QUEUE_MAX: '0',
      GNAR_ARGON2_TIME_COST: '100',
      GNAR_LOG_INS_PER_TEN_MINUTES: '2',
    });
    const answers = await Promise.all(Array.from({ length: 30 }, () => logIn(freshAddress(), wrong, small)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      401,
      ...Array.from({ length: 29 }, () => 503),
    ]);
    const requestIds = answers.map(({ headers }) => headers.get('x-request-id'));
    const audited = await piste.parts.database.all<{ outcome: string }>(
      'SELECT outcome FROM audit WHERE request_id = ANY($1)',
      [requestIds],
    );
    expect(audited).toEqual([{ outcome: 'invalid_credentials' }]);
    // Of the two log-ins of this network's budget one is still there.
    expect((await logIn(freshAddress(), wrong, small)).status).toBe(401);
  });
});

describe('without Redis', () => {
  it('people log in, are known, guess as slowly, and log out once it is back', async () => {
    const { GNAR_REDIS_ENDPOINT: redis = '' } = piste.environment;
    await using way = await FaultProxy.start(redis);
    await using lonely = await startReplicaOf(piste, { GNAR_REDIS_ENDPOINT: way.endpoint });
    const before = await makeSignedIn(lonely);
    await way.break({ kind: 'refuse' });

    expect((await lonely.api.post('/user/get', undefined, { as: before.authorization })).status).toBe(200);
    const during = await makeSignedIn(lonely);
    const logOut = () => lonely.api.post('/user/logout', undefined, { as: during.authorization });
    expectProblem(await logOut(), 503, 'unavailable');
    const email = freshAddress();
    const { judged } = await guessUntilRefused(() => logIn(email, wrong, lonely));
    expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
    expect(judged).toBeLessThanOrEqual(oneBudget.most);

    await way.heal();
    await until(async () => (await logOut()).status === 204);
    expectProblem(
      await lonely.api.post('/user/get', undefined, { as: during.authorization }),
      401,
      'session_ended',
    );
  });
});

describe('without Postgres', () => {
  it('no one is let in, and the answer says when to try again', async () => {
    const { GNAR_PG_ENDPOINT: postgres = '' } = piste.environment;
    await using way = await FaultProxy.start(postgres);
    await using cut = await startReplicaOf(piste, { GNAR_PG_ENDPOINT: way.endpoint });
    const { email } = await makeSignedIn(cut);
    await way.break({ kind: 'refuse' });
    const refused = await logIn(email, strongPassword, cut);
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    await way.heal();
    expect((await logIn(email, strongPassword, cut)).status).toBe(200);
  });
});
