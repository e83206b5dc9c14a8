import { describe, expect, it } from '@jest/globals';
import { parseAnswers } from './raw.ts';

describe('the responses of a raw connection', () => {
  it('are parsed one by one, with header names in lower case', () => {
    const text =
      'HTTP/1.1 200 OK\r\nX-Content-Type-Options: nosniff\r\nContent-Length: 2\r\n\r\n{}' +
      'HTTP/1.0 400 Bad Request\r\nConnection: close\r\n\r\n';
    expect(parseAnswers(text)).toEqual([
      { status: 200, headers: { 'x-content-type-options': 'nosniff', 'content-length': '2' } },
      { status: 400, headers: { connection: 'close' } },
    ]);
  });

  it('keep all values of a repeated header', () => {
    expect(parseAnswers('HTTP/1.1 204 No Content\r\nVary: a\r\nVary: b\r\n\r\n')[0]?.headers).toEqual({
      vary: 'a, b',
    });
  });

  it('are empty when nothing arrived', () => {
    expect(parseAnswers('')).toEqual([]);
  });
});
