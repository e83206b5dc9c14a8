import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { searchPasswordBombs } from '@gnar/piste/password-bombs';
import type { Attack, Stage } from '../attack/attack.ts';
import { Client, freshNetwork, type Answer } from '../attack/client.ts';
import type { Member } from '../attack/people.ts';
import { percentile } from '../attack/statistics.ts';
import { countStatuses } from './links.ts';

const SEARCH_SECONDS = 12;
const MEASURE_MS = 12_000;
const PROBE_EVERY_MS = 25;
const STREAMS = 4;
const PROBE_LIMIT_MS = 5000;
/** Below this a ratio measures the machine's scheduler, not the product. */
const RESOLUTION_MS = 25;

export const passwordBombs: Attack = {
  name: 'password-bombs',
  does: `Searches for the passwords that are dearest to estimate for ${SEARCH_SECONDS} s, sends a stream of them to one replica, and times other requests and its health meanwhile.`,
  promises: [5],
  async run(stage) {
    const { people, check } = stage;
    const seed = randomInt(2 ** 31);
    const bombs = searchPasswordBombs({ seconds: SEARCH_SECONDS, seed }).map(({ password }) => password);
    if (bombs.length === 0) throw new Error(`The search found no password at all, seed ${seed}`);
    const [member, bomber] = [await people.member(), await people.member()];
    const idle = await probe(stage, member, MEASURE_MS);
    if (idle.failed > 0)
      throw new Error(
        `${idle.failed} of ${idle.asked} requests failed when idle: there is nothing to compare`,
      );
    const over = new AbortController();
    const streams = Array.from({ length: STREAMS }, (_, index) =>
      stream(stage, bombs, index, bomber, over.signal),
    );
    const under = await probe(stage, member, MEASURE_MS);
    over.abort();
    const answers = (await Promise.all(streams)).flat();
    const [before, during] = [percentile(idle.times, 0.99), percentile(under.times, 0.99)];
    const limit = Math.max(2 * before, RESOLUTION_MS);
    check(
      5,
      `under a stream of ${STREAMS} bombs at a time other requests' p99 is at most twice that of idle (or ${RESOLUTION_MS} ms)`,
      during <= limit,
      `${before.toFixed(1)} → ${during.toFixed(1)} ms, seed ${seed}`,
    );
    check(
      5,
      'health answers within a second throughout',
      under.unhealthy === 0,
      `${under.unhealthy} of ${under.asked} failed`,
    );
    const slow = answers.filter(({ ms }) => ms > 20_000);
    // 204: judged in time, and good enough to be the new password; 401: the changes after that still name the old one.
    const sound = answers.every(({ status }) => [200, 204, 401, 422, 429, 503].includes(status));
    const judged = answers.some(({ status }) => [200, 204, 422].includes(status));
    check(
      5,
      'every bomb is answered within 20 s',
      judged && sound && slow.length === 0,
      answers.length === 0 ? 'none was answered' : countStatuses(answers),
    );
  },
};

/** Bombs from ever other networks; every fifth at the route that changes a password. */
async function stream(
  { people }: Stage,
  bombs: readonly string[],
  offset: number,
  bomber: Member,
  over: AbortSignal,
): Promise<Answer[]> {
  const client = people.visitor();
  const answers: Answer[] = [];
  for (let turn = offset; !over.aborted; turn += STREAMS) {
    const password = bombs[turn % bombs.length] ?? '';
    const body = turn % 5 === 4 ? { currentPassword: bomber.password, password } : { password };
    const path = turn % 5 === 4 ? '/user/change-password' : '/user/score-password';
    const asked = client
      .from(freshNetwork())
      .post(path, body, { as: turn % 5 === 4 ? bomber.authorization : undefined, timeoutMs: 60_000 });
    const answer = await Promise.race([asked.catch(() => undefined), untilAborted(over)]);
    if (answer === undefined) break;
    answers.push(answer);
  }
  client.close();
  return answers;
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );

/** A protected route and the health port of the attacked replica, at a steady pace. */
async function probe(
  { system, people }: Stage,
  member: Member,
  forMs: number,
): Promise<{ times: number[]; asked: number; failed: number; unhealthy: number }> {
  const client = people.visitor();
  const health = new Client(system.piste[0].healthUrl);
  const times: number[] = [];
  let asked = 0;
  let failed = 0;
  let unhealthy = 0;
  const pending: Promise<unknown>[] = [];
  for (const end = Date.now() + forMs; Date.now() < end; asked += 1) {
    // What fails at once has not been quick.
    const fail = () => {
      failed += 1;
      times.push(PROBE_LIMIT_MS);
    };
    const timed = client
      .get('/user/sessions', { as: member.authorization, timeoutMs: PROBE_LIMIT_MS })
      .then(({ status, ms }) => (status === 200 ? times.push(ms) : fail()), fail);
    const alive = health.get('/healthz', { timeoutMs: 1000 }).then(
      ({ status }) => (unhealthy += status === 200 ? 0 : 1),
      () => (unhealthy += 1),
    );
    pending.push(timed, alive);
    await delay(PROBE_EVERY_MS);
  }
  await Promise.all(pending);
  client.close();
  health.close();
  return { times, asked, failed, unhealthy };
}
