import { sourceStack } from './source-stack.ts';

const secretKey =
  /^(?:authorization|cookie|set-cookie|password|currentPassword|newPassword|token|captcha|secret|email|link)$/i;
// Words, with the address that follows from one: each character is read once, however long a word is.
const wordOrMailAddress = /[^\s@<>"'(),:;]+(?:@[^\s@<>"'(),:;]+)?/g;
// Access tokens and link tokens: both are base64url of JSON.
const encodedJson = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
const bearer = /\bBearer\s+[\w.~+/=-]+/gi;

export const redacted = '[redacted]';

/** A text without email addresses, access tokens and link tokens: messages of other people's errors carry them (ASVS 16.2.5). */
export function redactText(text: string): string {
  return text
    .replace(bearer, redacted)
    .replace(encodedJson, redacted)
    .replace(wordOrMailAddress, (word) => (word.includes('@') ? redacted : word));
}

/** A copy of what is logged without the values of secret names, at any depth up to four. */
export function redactFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    clean[key] = secretKey.test(key) && value !== undefined ? redacted : redactValue(value, depth);
  }
  return clean;
}

function redactValue(value: unknown, depth: number): unknown {
  if (depth >= 4 || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return isPlainObject(value) ? redactFields(value, depth + 1) : value;
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What a log line keeps of an error: type, code, message and stack, redacted, and the same of its cause. */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? redactText(error) : error;
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: redactText(error.message),
    stack: redactText(sourceStack(error.stack ?? '')),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause) }),
  };
}
