import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../testing/api-client.ts';
import { freshAddress, nextToken } from '../../testing/mailbox.ts';
import { costMs, searchPasswordBombs, type PasswordBomb } from '../../testing/password-bombs.ts';
import { makeActive, makeSignedIn, otherStrongPassword, strongPassword } from '../../testing/people.ts';
import { startPiste, type PisteUnderTest } from '../../testing/piste-under-test.ts';
import { blamed, expectProblem } from '../../testing/problem.ts';

let piste: PisteUnderTest;
let found: readonly PasswordBomb[];
beforeAll(async () => {
  found = searchPasswordBombs({ seconds: 4, seed: 8 });
  piste = await startPiste();
});
afterAll(() => piste.stop());

/** Known to take zxcvbn minutes. */
const bomb = `${'a'.repeat(24)}${'4@8({[<369!1|70$5+%2'.repeat(6)}`.slice(0, 128);

const score = (password: string, at = piste) => at.api.post('/user/score-password', { password });
const isHealthy = async () => (await fetch(`${piste.healthUrl}/healthz`)).ok;

describe('a search for passwords that are expensive to estimate', () => {
  it('finds samples that cost many times what an ordinary password of their length costs', () => {
    // The quickest of a few: what other work on the machine adds is no cost of the password.
    const ordinary = Math.min(...Array.from({ length: 5 }, () => costMs('tuque-Glacier-7341-p')));
    expect(found[0]?.sampleMs).toBeGreaterThan(4 * ordinary);
  });
});

describe('a password that takes too long to estimate', () => {
  it('scores 0, and the next one is scored as ever', async () => {
    const answer = await score(bomb);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      score: 0,
      pwned: false,
      acceptable: false,
      warning: 'This mix of symbols takes too long to judge',
      suggestions: ['Use a few words, avoid common phrases'],
    });
    expect((await score(strongPassword)).json).toMatchObject({ score: 4, acceptable: true });
  });

  it('is refused at activation, reset and change, and another one is taken after it', async () => {
    const email = freshAddress();
    await piste.api.post('/user/signup', { email });
    const forgetful = await makeActive(piste);
    await piste.api.post('/user/send-reset-password-email', { email: forgetful });
    const { authorization: as, password: currentPassword } = await makeSignedIn(piste);
    const activation = { token: await nextToken(email, 'activate') };
    const reset = { token: await nextToken(forgetful, 'reset-password') };

    const uses = {
      activate: (password: string) => piste.api.post('/user/activate', { ...activation, password }),
      reset: (password: string) => piste.api.post('/user/reset-password', { ...reset, password }),
      change: (password: string) =>
        piste.api.post('/user/change-password', { currentPassword, password }, { as }),
    };
    for (const use of Object.values(uses)) {
      const refused = await use(bomb);
      expectProblem(refused, 422, 'weak_password');
      expect(refused.json['score']).toBe(0);
      expect(blamed(refused)).toEqual(['password: too_guessable']);
      expect((await use(otherStrongPassword)).status).toBe(204);
    }
  });
});

describe('the budget of a network', () => {
  it('is spent ten times as fast by passwords that take too long, and changes of password count as well', async () => {
    await using limited = await startPiste({ GNAR_PASSWORD_SCORES_PER_TEN_MINUTES: '14' });
    expect((await score(bomb, limited)).status).toBe(200);
    const { authorization: as, password: currentPassword } = await makeSignedIn(limited);
    const change = { currentPassword, password: otherStrongPassword };
    expect((await limited.api.post('/user/change-password', change, { as })).status).toBe(204);
    expect((await score(strongPassword, limited)).status).toBe(200);
    expectProblem(await score(bomb, limited), 429, 'too_many_requests');
  });
});

describe('a stream of passwords that are expensive to estimate', () => {
  it('leaves the process answering others, and its memory bounded', async () => {
    const { authorization: as } = await makeSignedIn(piste);
    /** Asks two routes and the health in turn, until the work is done. */
    const timesDuring = async (work: Promise<unknown>) => {
      const times: number[] = [];
      let isDone = false;
      void work.finally(() => (isDone = true));
      while (!isDone) {
        for (const ask of [
          async () => (await piste.api.post('/user/get', undefined, { as })).status === 200,
          async () => (await piste.api.get('/user/sessions', { as })).status === 200,
          isHealthy,
        ]) {
          const startedAt = performance.now();
          expect(await ask()).toBe(true);
          times.push(performance.now() - startedAt);
        }
        await sleep(20);
      }
      return times.toSorted((one, other) => one - other);
    };
    const idle = await timesDuring(sleep(2_000));
    const memoryBefore = process.memoryUsage.rss();

    const answers: Answer[] = [];
    const stream = async (bombs: readonly string[]) => {
      for (const password of bombs) answers.push(await score(password));
    };
    const passwords = [bomb, ...found.slice(0, 3).map(({ password }) => password)];
    const busy = await timesDuring(Promise.all([stream(passwords), stream(passwords.toReversed())]));

    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ json }) => json['score'] === 0).length).toBeGreaterThan(2);
    const at = (times: readonly number[], part: number) => times[Math.floor(times.length * part)] ?? 0;
    expect(busy.length).toBeGreaterThan(30);
    expect(at(busy, 0.95)).toBeLessThan(5 * at(idle, 0.95) + 100);
    expect(at(busy, 1 - 1e-9)).toBeLessThan(at(idle, 1 - 1e-9) + 2_000);
    expect(process.memoryUsage.rss() - memoryBefore).toBeLessThan(400 * 1024 * 1024);
  }, 90_000);

  it('is refused with Retry-After beyond a short queue, in which new passwords go first', async () => {
    const { authorization: as, password: currentPassword } = await makeSignedIn(piste);
    const stream = Array.from({ length: 14 }, () => score(bomb));
    await sleep(300);
    const change = { currentPassword, password: otherStrongPassword };
    const changed = await piste.api.post('/user/change-password', change, { as });
    expect(changed.status).toBe(204);

    const answers = await Promise.all(stream);
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200).length + refused.length).toBe(14);
    expect(refused.length).toBeGreaterThan(2);
    for (const answer of refused) {
      expectProblem(answer, 503, 'unavailable');
      expect(answer.headers.get('retry-after')).toBe('2');
    }
    expect((await score(strongPassword)).json).toMatchObject({ score: 4, acceptable: true });
  }, 60_000);
});
