/** A text that should be base64url of UTF-8 is not. */
export class Base64Error extends Error {
  readonly code = 'base64_invalid';

  constructor(cause?: unknown) {
    super('The text is not base64url-encoded UTF-8.', { cause });
    this.name = 'Base64Error';
  }
}
