import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { gather } from './gather.ts';

/** A store that remembers what it was asked, and answers when it is let. */
class Store {
  readonly asked: string[][] = [];
  readonly values = new Map<string, string>();
  #answers: (() => void)[] = [];
  readonly ask = async (keys: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    this.asked.push([...keys]);
    await new Promise<void>((resolve) => this.#answers.push(resolve));
    return new Map(this.values);
  };

  answer(): void {
    for (const answer of this.#answers.splice(0)) answer();
  }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `k${index}`);

describe('gathered look-ups', () => {
  it('share one question when they are asked for in the same turn, and each gets the value of its key', async () => {
    const store = new Store();
    for (const key of ['a', 'c']) store.values.set(key, `value of ${key}`);
    const find = gather(store.ask);
    const found = Promise.all(['c', 'b', 'a', 'c'].map(find));
    await nextTurn();
    store.answer();
    expect(await found).toEqual(['value of c', undefined, 'value of a', 'value of c']);
    expect(store.asked).toEqual([['c', 'b', 'a', 'c']]);
  });

  it('ask anew for a key that is asked for while the same key is under way: its value may have changed since', async () => {
    const store = new Store();
    const find = gather(store.ask);
    const before = find('a');
    await nextTurn();
    const after = find('a');
    store.answer();
    expect(await before).toBeUndefined();
    store.values.set('a', 'changed');
    await nextTurn();
    store.answer();
    expect(await after).toBe('changed');
    expect(store.asked).toEqual([['a'], ['a']]);
  });

  it('ask at once when eight wait, and forget none', async () => {
    const store = new Store();
    for (const key of names(19)) store.values.set(key, key);
    const find = gather(store.ask);
    const found = Promise.all(names(19).map(find));
    expect(store.asked.map(({ length }) => length)).toEqual([8, 8]);
    await nextTurn();
    store.answer();
    expect(await found).toEqual(names(19));
    expect(store.asked.map(({ length }) => length)).toEqual([8, 8, 3]);
  });

  it('fail together with their question, and the next one is asked all the same', async () => {
    let fails = true;
    const find = gather(async (keys: readonly string[]) => {
      if (fails) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const outcomes = await Promise.allSettled(['a', 'b'].map(find));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await find('a')).toBe('a');
  });
});
