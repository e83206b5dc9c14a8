import { describe, expect, it } from '@jest/globals';
import { networksOf } from './networks.ts';

describe('what per-IP limits count by', () => {
  it.each([
    ['203.0.113.7', ['203.0.113.7']],
    ['::ffff:203.0.113.7', ['203.0.113.7']],
    ['2001:db8:1:2:3:4:5:6', ['2001:db8:1:2', '2001:db8:1']],
    ['2001:0db8:0001:0002::9', ['2001:db8:1:2', '2001:db8:1']],
    ['2001:db8::', ['2001:db8:0:0', '2001:db8:0']],
    ['2001:db8::1:2:3:4:5', ['2001:db8:0:1', '2001:db8:0']],
    ['::1', ['0:0:0:0', '0:0:0']],
    ['', ['']],
  ])('of %p are %p', (ip, keys) => expect(networksOf(ip).map(({ key }) => key)).toEqual(keys));
});
