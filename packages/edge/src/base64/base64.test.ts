import { describe, expect, it } from '@jest/globals';
import { Base64Error, decodeBase64, encodeBase64 } from '@gnar/edge/base64';

describe('base64', () => {
  it.each([
    '',
    'a',
    'ab',
    'abc',
    'été à Zürich',
    '雪山 🏔️',
    '{"email":"ada+gnar@example.com"}',
    '\u0000\u007f',
  ])('gives %j back as it was', (text) => {
    expect(decodeBase64(encodeBase64(text))).toBe(text);
  });

  it('uses only characters that a URL leaves alone', () => {
    expect(encodeBase64('>>>???ÿÿÿ🏔️~~~')).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('agrees with the examples of RFC 4648 without their padding', () => {
    expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(encodeBase64)).toEqual([
      'Zg',
      'Zm8',
      'Zm9v',
      'Zm9vYg',
      'Zm9vYmE',
      'Zm9vYmFy',
    ]);
  });

  it('reads plain base64 with its padding too', () => {
    expect(decodeBase64('w6k/w7/Dvw==')).toBe('é?ÿÿ');
  });

  it.each(['*', 'A', 'ab cd*', 'Zg=A', '_w'])('refuses %j with a stable code', (broken) => {
    expect(() => decodeBase64(broken)).toThrow(Base64Error);
    expect(() => decodeBase64(broken)).toThrow(expect.objectContaining({ code: 'base64_invalid' }));
  });
});
