import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { FakeClock } from '@gnar/gear/testing';
import { keepTidy } from './retention.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

// In a file of its own: a piste beside it would lose the timers that it sets meanwhile.
it('outdated rows are removed at once and then every hour', async () => {
  let rounds = 0;
  const run = async (query: unknown) => {
    if (String(query).startsWith('DELETE FROM audit')) rounds += 1;
    return 0;
  };
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const days = { auditDays: 365, pendingAccountDays: 30 };
  const stop = keepTidy({ ...days, log, clock: new FakeClock(), database: { run } });
  await jest.advanceTimersByTimeAsync(3_599_000);
  expect(rounds).toBe(1);
  await jest.advanceTimersByTimeAsync(2 * 3_600_000 + 2_000);
  expect(rounds).toBe(4);
  await stop();
});
