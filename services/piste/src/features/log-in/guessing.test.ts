import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { failTimes, guessUntilRefused, oneBudget } from '../../testing/guessing.ts';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { makeActive, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import { startPiste, startReplicaOf, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { expectProblem } from '../../testing/problem.ts';
import { comparable } from '../../testing/uniform.ts';

let piste: PisteUnderTest;
beforeAll(async () => {
  piste = await startPiste();
});
afterAll(() => piste.stop());

const logIn = (email: string, password: string, at = piste) =>
  at.api.post('/user/login', { email, password });

const wrong = 'not-the-password';

describe('guessing', () => {
  const guess = (email: string, at = piste) => guessUntilRefused(() => logIn(email, wrong, at));

  it('is slowed down after a few tries, for an account as for an address without one', async () => {
    const addresses = [await makeActive(piste), freshAddress()];
    for (const email of addresses) {
      const { judged, refusal } = await guess(email);
      expect(judged).toBeGreaterThanOrEqual(oneBudget.least);
      expect(judged).toBeLessThanOrEqual(oneBudget.most);
      expectProblem(refusal, 429, 'too_many_requests');
      expect(refusal.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  it('is answered 429 for the right password too while the wait lasts, the same for an unknown address', async () => {
    const [known, unknown] = [await makeActive(piste), freshAddress()];
    await failTimes(piste, 12, async () => {
      await logIn(known, wrong);
      return logIn(unknown, wrong);
    });
    // 128 s after the twelfth failure, of which a few have passed.
    const withoutWait = ({ headers, ...answer }: ReturnType<typeof comparable>) => ({
      ...answer,
      text: answer.text.replace(/in \d+ s/, 'in … s'),
      headers: headers.map(([name, value]) => [name, name === 'retry-after' ? '…' : value]),
    });
    const answers = [
      await logIn(known, strongPassword),
      await logIn(known, wrong),
      await logIn(unknown, wrong),
    ];
    expect(answers[0]?.status).toBe(429);
    expect(new Set(answers.map((answer) => JSON.stringify(withoutWait(comparable(answer))))).size).toBe(1);
  });

  it('has one budget whatever the spelling of the address', async () => {
    const email = await makeActive(piste);
    const spellings = [
      email,
      email.toUpperCase(),
      email.replace('rider', 'Rider'),
      email.replace('example', 'EXAMPLE'),
    ];
    const { judged } = await guessUntilRefused((index) => logIn(spellings[index % 4] ?? email, wrong));
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
  });

  it('has one budget over all replicas', async () => {
    await using replica = await startReplicaOf(piste);
    const email = await makeActive(piste);
    const { judged } = await guessUntilRefused((index) => logIn(email, wrong, index % 2 ? replica : piste));
    expect(judged).toBeLessThanOrEqual(oneBudget.most);
  });

  it('is forgotten by a log-in: only failures in a row count', async () => {
    const email = await makeActive(piste);
    await failTimes(piste, 4, () => logIn(email, wrong));
    expect((await logIn(email, strongPassword)).status).toBe(200);
    expect((await guess(email)).judged).toBeGreaterThanOrEqual(oneBudget.least);
  });

  it('gains nothing from many tries at the same moment', async () => {
    const email = await makeActive(piste);
    const answers = await Promise.all(Array.from({ length: 40 }, () => logIn(email, wrong)));
    const judged = answers.filter(({ status }) => status === 401);
    expect(judged.length).toBeLessThanOrEqual(oneBudget.most);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
  });

  it('never locks the owner out: after the delay, or with a new password, the door is open', async () => {
    const patient = await makeActive(piste);
    await failTimes(piste, 5, () => logIn(patient, wrong));
    await sleep(1_100);
    expect((await logIn(patient, strongPassword)).status).toBe(200);

    const email = await makeActive(piste);
    await failTimes(piste, 12, () => logIn(email, wrong));
    await piste.api.post('/user/send-reset-password-email', { email });
    const token = await nextToken(email, 'reset-password');
    await piste.api.post('/user/reset-password', { token, password: otherStrongPassword });
    expect((await logIn(email, otherStrongPassword)).status).toBe(200);
  });

  it('is counted per network as well', async () => {
    await using limited = await startPiste({ GNAR_LOG_INS_PER_TEN_MINUTES: '2' });
    const tries = [freshAddress(), freshAddress(), freshAddress()];
    const statuses: number[] = [];
    for (const email of tries) statuses.push((await logIn(email, wrong, limited)).status);
    expect(statuses).toEqual([401, 401, 429]);
  });
});
