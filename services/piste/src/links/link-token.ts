import { createHash, randomBytes } from 'node:crypto';
import { emailSchema } from '@gnar/contract';
import { z } from 'zod';

/** What a mailed link carries. */
export interface LinkToken {
  /** Shown by the page that the link leads to. */
  readonly email: string;
  /** 32 random bytes in base64url: the secret. */
  readonly id: string;
}

const ID_BYTES = 32;

const linkTokenSchema = z.strictObject({ email: emailSchema, id: z.string().regex(/^[\w-]{43}$/) });

/** 256 bits from the system's generator: it cannot be guessed (ASVS 11.5.1 asks for 128). */
export function newLinkId(): string {
  return randomBytes(ID_BYTES).toString('base64url');
}

/** What the database keeps of an id. Its entropy makes a slow hash needless. */
export function hashLinkId(id: string): Buffer {
  return createHash('sha256').update(id, 'ascii').digest();
}

export function encodeLinkToken({ email, id }: LinkToken): string {
  return Buffer.from(JSON.stringify({ email, id }), 'utf8').toString('base64url');
}

/** The token that a page sent back; undefined when it is not one of ours. */
export function decodeLinkToken(text: string): LinkToken | undefined {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return linkTokenSchema.safeParse(decoded).data;
  } catch {
    // Not JSON: a link cut in two by a mail program, or one that was made up. Both are answered like a used one.
    return undefined;
  }
}
