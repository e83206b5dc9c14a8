import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@gnar/gear/testing';
import { FaultProxy, mailsTo, waitForMail } from '@gnar/lodge/testing';
import { createCurrentPassword } from '../../passwords/current-password.ts';
import { failTimes, letWaitsPass } from '../../testing/guessing.ts';
import { makeActive } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { createGuessingStoppedDelivery } from './guessing-stopped.delivery.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const guess = (email: string, at = piste) =>
  at.api.post('/user/login', { email, password: 'not-the-password' });

/** An owner at whose password strangers have one guess left. */
async function almostStopped(): Promise<string> {
  const email = await makeActive(piste);
  await failTimes(piste, 99, () => guess(email));
  await letWaitsPass(piste);
  return email;
}

/** The backend of the request that waits to write the outbox. */
async function waitingWriter(): Promise<number | undefined> {
  const row = await piste.parts.database.one<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE 'insert into outbox%'`,
  );
  return row?.pid;
}

/** Asks, and does the work at the moment at which the request is about to write the outbox. */
async function whileWriting<T>(
  ask: () => Promise<T>,
  work: (writer: number) => Promise<unknown>,
): Promise<T> {
  let answer: Promise<T> | undefined;
  await piste.parts.database.transaction(async (transaction) => {
    await transaction.run('LOCK TABLE outbox IN SHARE MODE');
    answer = ask();
    let writer: number | undefined;
    await until(async () => (writer = await waitingWriter()) !== undefined);
    await work(writer ?? 0);
  });
  if (answer === undefined) throw new Error('Nothing was asked.');
  return answer;
}

/** One more guess at a healthy replica is the last that is judged, and the owner has one email. */
async function expectToldOnce(email: string): Promise<void> {
  // Until then the try that was lost counts as under way.
  await sleep(3_100);
  await letWaitsPass(piste);
  expect((await guess(email)).status).toBe(401);
  await letWaitsPass(piste);
  expect((await guess(email)).status).toBe(429);
  await waitForMail(email, ({ subject }) => subject.startsWith('Failed log-ins'));
  await until(async () => (await piste.parts.database.all('SELECT 1 FROM outbox')).length === 0);
  expect(await mailsTo(email)).toHaveLength(1);
  const kept = await piste.parts.database.all(
    `SELECT outcome, ip FROM audit JOIN users ON users.id = user_id
     WHERE email = $1 AND event = 'guessing_stopped'`,
    [email],
  );
  expect(kept).toEqual([{ outcome: 'announced', ip: null }]);
}

describe('the email that tells an owner that guessing was stopped', () => {
  it('comes although the process was lost when the last failure was to be announced', async () => {
    const email = await almostStopped();
    const { status } = await whileWriting(
      () => guess(email),
      (writer) => piste.parts.database.run('SELECT pg_terminate_backend($1)', [writer]),
    );
    expect(status).toBe(503);
    await expectToldOnce(email);
  }, 60_000);

  it('comes once although the process was lost between the announcement and the count', async () => {
    const email = await almostStopped();
    await using way = await FaultProxy.start(piste.environment['GNAR_REDIS_ENDPOINT'] ?? '');
    const lost = await startReplicaOf(piste, { GNAR_REDIS_ENDPOINT: way.endpoint });
    await whileWriting(
      () => guess(email, lost),
      () => way.break({ kind: 'refuse' }),
    );
    await lost.stop();
    await expectToldOnce(email);
  }, 60_000);

  it('is tried again by the item that failed to send it, and by no other', async () => {
    const { database, log } = piste.parts;
    const email = await makeActive(piste);
    const sent: string[] = [];
    let isAway = true;
    const deliver = createGuessingStoppedDelivery({
      database,
      emails: {
        guessingStopped: async (recipient) => {
          if (isAway) throw new Error('SES is away');
          sent.push(recipient.email);
        },
      },
    });
    const [first, other] = [randomUUID(), randomUUID()];
    const attempt = (id: string, count: number) =>
      deliver({ email }, { id, attempt: count, log, database, signal: new AbortController().signal });
    await expect(attempt(first, 1)).rejects.toThrow('SES is away');
    isAway = false;
    await attempt(other, 1);
    expect(sent).toEqual([]);
    await attempt(first, 2);
    expect(sent).toEqual([email]);
  });

  it.each([
    ['no failure before the last one', 98, 99, 0],
    ['the last one', 99, 100, 1],
    ['the last one, when two were judged at the same moment', 98, 100, 1],
  ])('is announced by %s', async (_, before, after, times) => {
    const announced: string[] = [];
    const currentPassword = createCurrentPassword({
      argon2: piste.parts.argon2,
      rateLimits: {
        assertAllowed: async () => before,
        recordFailure: async () => after,
        withdraw: async () => undefined,
        clear: async () => undefined,
      },
      onGuessingStopped: async (email) => void announced.push(email),
    });
    const claim = { email: 'ada@example.com', user: undefined, password: 'not-the-password' };
    await expect(currentPassword.verify(claim)).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(announced).toHaveLength(times);
  });
});
