import { describe, expect, it } from '@jest/globals';
import { product } from './product.ts';
import { namedSender } from './sender.ts';

const address = 'hello@example.com';

describe('the sender of emails', () => {
  it('is the quoted name of the product before the address', () => {
    expect(namedSender(address, 'Acme, Inc.')).toBe('"Acme, Inc." <hello@example.com>');
    expect(namedSender(address)).toBe(namedSender(address, product.fullName));
  });

  it('keeps the name that it has', () => {
    expect(namedSender('Acme staging <hello@example.com>')).toBe('Acme staging <hello@example.com>');
  });

  it('survives quotes and backslashes in the name', () => {
    expect(namedSender(address, String.raw`The "best" \o/`)).toBe(
      String.raw`"The \"best\" \\o/" <hello@example.com>`,
    );
  });

  it('is an encoded word when the name is beyond ASCII', () => {
    expect(namedSender(address, 'Projet Évasion')).toBe(
      '=?UTF-8?B?UHJvamV0IMOJdmFzaW9u?= <hello@example.com>',
    );
  });

  it.each([
    ['as it is', 'Évasion <hello@example.com>'],
    ['in quotes', '"Évasion" <hello@example.com>'],
    ['without a space before the address', 'Évasion<hello@example.com>'],
  ])('is an encoded word when the name that it has is beyond ASCII and written %s', (_how, sender) => {
    expect(namedSender(sender)).toBe('=?UTF-8?B?w4l2YXNpb24=?= <hello@example.com>');
  });

  it('loses neither quotes, backslashes nor angle brackets of a quoted name beyond ASCII', () => {
    const sender = String.raw`"L'\"Été\" <\\o/>" <hello@example.com>`;
    const [word = '', ...rest] = namedSender(sender).split(' ');
    expect(Buffer.from(word.slice(10, -2), 'base64').toString('utf8')).toBe(String.raw`L'"Été" <\o/>`);
    expect(rest).toEqual(['<hello@example.com>']);
  });

  it('has encoded words of 75 characters at most, cut between characters', () => {
    const name = 'é🏔'.repeat(15);
    const words = namedSender(address, name).split(' ').slice(0, -1);
    expect(words.length).toBeGreaterThan(1);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    const decoded = words.map((word) => Buffer.from(word.slice(10, -2), 'base64').toString('utf8'));
    expect(decoded.join('')).toBe(name);
    expect(decoded.join('')).not.toContain('\uFFFD');
  });
});
