import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testLodge } from '@gnar/lodge/testing';
import { TooManyRequestsError } from '../errors/errors.ts';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { failureDelayMs, type RateLimits } from './rate-limits.ts';

const limit = { points: 3, durationSeconds: 60 };

async function refusals(work: readonly Promise<unknown>[]): Promise<number> {
  const results = await Promise.allSettled(work);
  const refused = results.filter((result) => result.status === 'rejected');
  for (const result of refused) expect(result.reason).toBeInstanceOf(TooManyRequestsError);
  return refused.length;
}

const waitOf = async (work: Promise<unknown>): Promise<number> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof TooManyRequestsError) return error.retryAfterSeconds;
    throw error;
  }
  return 0;
};

const prefix = `limits-${randomUUID()}:`;
const withRedis = {
  GNAR_REDIS_ENDPOINT: testLodge().redis.endpoint,
  GNAR_REDIS_KEY_PREFIX: prefix,
  // On a busy machine Redis may be slow; what happens then is tested elsewhere.
  GNAR_REDIS_TIMEOUT_MS: '10000',
};

describe.each([
  ['shared by two replicas through Redis', withRedis],
  ['of one process without Redis', {}],
])('rate limits %s', (_, environment) => {
  let apps: TestApp[];
  let one: RateLimits;
  let two: RateLimits;

  beforeAll(async () => {
    apps = await Promise.all([1, 2].map(() => startTestApp({ environment })));
    const [first, second] = apps;
    if (first === undefined || second === undefined) throw new Error('two apps');
    one = first.parts.rateLimits;
    two = 'GNAR_REDIS_ENDPOINT' in environment ? second.parts.rateLimits : one;
  });

  afterAll(() => Promise.all(apps.map(({ app }) => app.stop())));

  it('allow the points of a key and then ask to wait', async () => {
    const key = randomUUID();
    expect(await refusals([one, two, one].map((limits) => limits.consume('mail', key, limit)))).toBe(0);
    expect(await waitOf(two.consume('mail', key, limit))).toBeGreaterThan(50);
    expect(await waitOf(one.consume('mail', randomUUID(), limit))).toBe(0);
    expect(await waitOf(one.consume('login', key, limit))).toBe(0);
  });

  it('count parallel requests one by one', async () => {
    const key = randomUUID();
    const requests = Array.from({ length: 50 }, (__, index) =>
      [one, two][index % 2]?.consume('burst', key, limit),
    );
    expect(await refusals(requests.filter((request) => request !== undefined))).toBe(47);
  });

  it('give points back when their time is over', async () => {
    const key = randomUUID();
    const short = { points: 1, durationSeconds: 1 };
    await one.consume('short', key, short);
    expect(await waitOf(one.consume('short', key, short))).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await waitOf(one.consume('short', key, short))).toBe(0);
  });

  it('let people mistype four times, and then wait longer with each failure, in every replica', async () => {
    const key = randomUUID();
    for (let failure = 0; failure < 4; failure += 1) {
      await one.assertAllowed('login', key);
      await two.recordFailure('login', key);
    }
    expect(await waitOf(two.assertAllowed('login', key))).toBe(0);
    await two.recordFailure('login', key);
    expect(await waitOf(one.assertAllowed('login', key))).toBe(1);
    for (let failure = 0; failure < 5; failure += 1) await one.recordFailure('login', key);
    expect(await waitOf(two.assertAllowed('login', key))).toBe(32);
    expect(await waitOf(two.assertAllowed('login', randomUUID()))).toBe(0);
  });

  it('forget everything when the owner has proved themselves', async () => {
    const key = randomUUID();
    for (let failure = 0; failure < 8; failure += 1) await one.recordFailure('login', key);
    expect(await waitOf(two.assertAllowed('login', key))).toBeGreaterThan(1);
    await two.clear('login', key);
    expect(await waitOf(one.assertAllowed('login', key))).toBe(0);
  });

  it('count the failures in a row, and refuse a key that has had the most it may have until it is cleared', async () => {
    const key = randomUUID();
    expect(await one.assertAllowed('login', key, 3)).toBe(0);
    for (const failures of [1, 2, 3]) expect(await one.recordFailure('login', key)).toBe(failures);
    expect(await two.assertAllowed('login', key)).toBe(3);
    expect(await waitOf(two.assertAllowed('login', key, 3))).toBe(900);
    await one.clear('login', key);
    expect(await two.assertAllowed('login', key, 3)).toBe(0);
  });

  it('let no parallel burst through once failures have come', async () => {
    const key = randomUUID();
    for (let failure = 0; failure < 4; failure += 1) await one.recordFailure('burst', key);
    const tries = Array.from({ length: 20 }, (__, index) =>
      (index % 2 ? one : two).assertAllowed('burst', key),
    );
    expect(await refusals(tries)).toBe(19);
  });

  it('let no parallel burst through on a fresh key beyond the free failures', async () => {
    const key = randomUUID();
    const tries = Array.from({ length: 20 }, (__, index) =>
      (index % 2 ? one : two).assertAllowed('fresh', key),
    );
    expect(await refusals(tries)).toBe(15);
  });
});

describe('the delay after failures', () => {
  it('doubles from one second to a quarter of an hour and stays there', () => {
    const seconds = [4, 5, 6, 7, 14, 15, 99, 100, 1_000].map((failures) => failureDelayMs(failures) / 1000);
    expect(seconds).toEqual([0, 1, 2, 4, 512, 900, 900, 900, 900]);
  });

  it('needs no email address in Redis', async () => {
    const { app, parts } = await startTestApp({ environment: withRedis });
    await parts.rateLimits.recordFailure('login', 'ann@example.com');
    await parts.rateLimits.consume('mail', 'ann@example.com', limit);
    const keys = await parts.redis.keys(`${prefix}*`);
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.join()).not.toContain('ann');
    await app.stop();
  });
});
