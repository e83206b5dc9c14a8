import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryFailureStore } from './failure-store.ts';

const day = 24 * 3_600_000;

describe('failures that are counted in the process', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('are forgotten a week after the last one, not after the first', async () => {
    const store = new MemoryFailureStore();
    await store.fail('ada');
    jest.setSystemTime(6 * day);
    expect(await store.fail('ada')).toBe(2);
    jest.setSystemTime(12 * day);
    expect(await store.fail('ada')).toBe(3);
    jest.setSystemTime(20 * day);
    expect((await store.begin('ada')).failures).toBe(0);
  });

  it('make room for a try that was never told how it ended, after three seconds', async () => {
    const store = new MemoryFailureStore();
    await store.begin('ada');
    jest.setSystemTime(2_999);
    expect((await store.begin('ada')).underWay).toBe(2);
    jest.setSystemTime(5_999);
    expect((await store.begin('ada')).underWay).toBe(1);
  });

  it('are of the 10,000 keys that came last', async () => {
    const store = new MemoryFailureStore();
    for (let key = 0; key <= 10_000; key += 1) await store.fail(`key ${key}`);
    expect((await store.begin('key 1')).failures).toBe(1);
    expect((await store.begin('key 0')).failures).toBe(0);
  });
});
