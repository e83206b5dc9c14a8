import { describe, expect, it } from '@jest/globals';
import { queryOf } from './target.ts';

const shortestMs = (url: string) => {
  const times = Array.from({ length: 9 }, () => {
    const startedAt = performance.now();
    queryOf({ url });
    return performance.now() - startedAt;
  });
  return Math.min(...times);
};

describe('a query', () => {
  it('is an object in which a name that is there twice is a list', () => {
    expect(queryOf({ url: '/trips?a=1&b=2&a=%20&c&a=1' })).toEqual({ a: ['1', ' ', '1'], b: '2', c: '' });
    expect(queryOf({ url: '/trips' })).toEqual({});
    expect(queryOf({ url: '/trips?a=1?b=2' })).toEqual({ a: '1?b=2' });
    expect(Object.keys(queryOf({ url: '/?__proto__=1&constructor=2' }))).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  it.each([
    ['of one name many times', () => 'a=1'],
    ['of many names', (index: number) => `a${index}=1`],
  ])('%s takes eight times as long when it is eight times as long, not sixty-four', (_kind, pair) => {
    const url = (pairs: number) => `/?${Array.from({ length: pairs }, (_, index) => pair(index)).join('&')}`;
    const [few, many] = [url(500), url(4_000)];
    expect(shortestMs(many) / shortestMs(few)).toBeLessThan(28);
  });
});
