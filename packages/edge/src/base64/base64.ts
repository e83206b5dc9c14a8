import { Base64Error } from './base64-error.ts';

export { Base64Error };

/**
 * Encodes any text as base64url without padding (RFC 4648, section 5): safe in a URL, and safe for text
 * beyond Latin-1, which plain `btoa` refuses.
 */
export function encodeBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * Decodes base64url or plain base64, padded or not, to text.
 *
 * @throws {Base64Error} when the input is not base64, or its bytes are not UTF-8.
 */
export function decodeBase64(encoded: string): string {
  try {
    const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Base64Error(cause);
  }
}
