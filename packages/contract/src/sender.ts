import { product } from './product.ts';

/** RFC 2047, 2: an encoded word has at most 75 characters, of which `=?UTF-8?B?` and `?=` are twelve. */
const ENCODED_BYTES = 45;

/**
 * The sender of an email as its header wants it, `"Acme" <hello@example.com>`: an address alone gets the name of the product. SES
 * takes names outside ASCII only as encoded words (SES API, SendEmail `Source`).
 */
export function namedSender(sender: string, name: string = product.fullName): string {
  const start = sender.lastIndexOf('<');
  if (start === -1) return `${isPlain(name) ? quoted(name) : encoded(name)} <${sender}>`;
  const given = sender.slice(0, start).trim();
  return isPlain(given) ? sender : `${encoded(unquoted(given))} ${sender.slice(start)}`;
}

const isPlain = (name: string): boolean => /^[\x20-\x7e]*$/.test(name);

const quoted = (name: string): string => `"${name.replace(/["\\]/g, String.raw`\$&`)}"`;

const unquoted = (name: string): string =>
  /^".*"$/.test(name) ? name.slice(1, -1).replace(/\\(.)/g, '$1') : name;

const encoded = (name: string): string => chunks(name).map(encodedWord).join(' ');

const encodedWord = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;

/** Cut between characters, never within one: each encoded word has to be whole UTF-8. */
function chunks(text: string): string[] {
  const words = [''];
  for (const character of text) {
    const last = words.at(-1) ?? '';
    if (Buffer.byteLength(last + character) > ENCODED_BYTES) words.push(character);
    else words[words.length - 1] = last + character;
  }
  return words;
}
