import { createHash, randomBytes, randomInt } from 'node:crypto';

/** Leaked many times over in real life; the last ones would pass every rule but the breach list. */
const STOCK = [
  '123456',
  'password',
  'Password1!',
  'qwertyuiop',
  'iloveyou',
  'letmein',
  'trustno1',
  'P@ssw0rd',
  'correcthorsebatterystaple',
  'breached-but-otherwise-strong-42',
];

/** What the real service pads its answers to, at least; see its documentation on padding. */
const PADDED_LENGTH = 800;

/** A prefix is the first five hexadecimal digits of a SHA-1. */
export const isPrefix = (text: string) => /^[0-9a-f]{5}$/i.test(text);

/**
 * The answer of the range API of Have I Been Pwned: the rest of each known hash with this prefix and how
 * often it was seen; padding adds made-up hashes that were seen 0 times.
 */
export function breachRange(prefix: string, more: readonly string[], padded: boolean): string {
  const lines = [...STOCK, ...more]
    .map((password) => createHash('sha1').update(password).digest('hex').toUpperCase())
    .filter((hash) => hash.startsWith(prefix.toUpperCase()))
    .map((hash) => `${hash.slice(5)}:${hash.length * 1000}`);
  const padding = padded ? PADDED_LENGTH + randomInt(200) - lines.length : 0;
  return [...lines, ...Array.from({ length: padding }, madeUpLine)].sort().join('\r\n');
}

const madeUpLine = () => `${randomBytes(18).toString('hex').toUpperCase().slice(0, 35)}:0`;
