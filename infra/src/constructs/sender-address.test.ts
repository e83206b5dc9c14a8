import { describe, expect, it } from '@jest/globals';
import { senderAddress } from './sender-address.ts';

const address = 'hello@example.com';

describe('the sender of mails', () => {
  it('is a quoted name before the address', () => {
    expect(senderAddress('Project Gnar', address)).toBe('"Project Gnar" <hello@example.com>');
  });

  it('survives quotes and backslashes in the name', () => {
    expect(senderAddress(String.raw`The "best" \o/`, address)).toBe(
      String.raw`"The \"best\" \\o/" <hello@example.com>`,
    );
  });

  it('is an encoded word when the name is beyond ASCII', () => {
    expect(senderAddress('Projet Évasion', address)).toBe(
      '=?UTF-8?B?UHJvamV0IMOJdmFzaW9u?= <hello@example.com>',
    );
  });

  it('has encoded words of 75 characters at most, cut between characters', () => {
    const name = 'é🏔'.repeat(15);
    const words = senderAddress(name, address).split(' ').slice(0, -1);
    expect(words.length).toBeGreaterThan(1);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8'));
    expect(decoded.join('')).toBe(name);
    expect(decoded.join('')).not.toContain('\uFFFD');
  });
});
