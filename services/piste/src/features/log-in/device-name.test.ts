import { describe, expect, it } from '@jest/globals';
import { deviceName } from './device-name.ts';

describe('the name of a device', () => {
  it.each([
    ['Firefox on Linux', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
    [
      'Safari on iOS',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ],
    [
      'Chrome on Windows',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    ],
    [null, ''],
    [null, undefined],
  ])('is %p', (name, userAgent) => expect(deviceName(userAgent)).toBe(name));

  it('is found in a moment, whatever is sent', () => {
    const startedAt = performance.now();
    deviceName('Mozilla/5.0 ('.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(100);
  });
});
