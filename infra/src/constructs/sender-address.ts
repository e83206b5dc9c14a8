/** RFC 2047, 2: an encoded word has at most 75 characters, of which `=?UTF-8?B?` and `?=` are twelve. */
const ENCODED_BYTES = 45;

/**
 * The sender of a mail as its header wants it: `"Project Gnar" <hello@example.com>`. SES takes names outside ASCII only as
 * encoded words (SES API, SendEmail `Source`).
 */
export function senderAddress(name: string, address: string): string {
  const shown = /^[\x20-\x7e]*$/.test(name)
    ? `"${name.replace(/["\\]/g, String.raw`\$&`)}"`
    : chunks(name).map(encodedWord).join(' ');
  return `${shown} <${address}>`;
}

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
