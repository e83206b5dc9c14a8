import { z } from 'zod';
import { countryCodes } from './countries.ts';

/** RFC 5321 allows 254 octets for a path; what is longer cannot receive mail. */
const MAX_EMAIL_LENGTH = 254;

/** A link's id: 32 random bytes in base64url without padding (ASVS 11.5.1). */
const LINK_ID_LENGTH = 43;

/** Surrounding white space is dropped; case is kept as typed and ignored when compared. */
export const emailSchema = z
  .string()
  .trim()
  .max(MAX_EMAIL_LENGTH)
  .check(z.email())
  .meta({ description: 'An e-mail address.', examples: ['ada@example.com'] });

/** A BCP 47 language tag. Mails and pages use the closest language that the product speaks. */
export const localeSchema = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/)
  .meta({ description: 'A BCP 47 language tag.', examples: ['fr-CA'] });

/** Present when the form was guarded by a captcha: the token that its widget produced. */
export const captchaSchema = z.string().min(1).max(4096).meta({ description: "The captcha widget's token." });

/** A password as typed. Its strength is judged by the service, so that one answer names every weakness. */
export const passwordSchema = z
  .string()
  .min(1)
  .max(16_384)
  .meta({ description: 'At least 8 characters, no white space, zxcvbn score 4, in no breach list.' });

/** A password that is compared with the stored one; longer than any that could have been set is refused early. */
export const currentPasswordSchema = z.string().min(1).max(1_024);

/** ISO 3166-1 alpha-2, upper case. */
export const countrySchema = z
  .string()
  .refine((value) => countryCodes.has(value), { params: { code: 'invalid_value' } })
  .meta({ description: 'ISO 3166-1 alpha-2.', examples: ['CA'] });

export const timestampSchema = z.iso
  .datetime()
  .meta({ description: 'ISO 8601, UTC.', examples: ['2026-11-20T10:00:00.000Z'] });

export const idSchema = z.uuid();

/** What a mailed link carries: base64url of `{ "email", "id" }`. */
export const linkTokenSchema = z
  .string()
  .min(LINK_ID_LENGTH)
  .max(1_024)
  .regex(/^[A-Za-z0-9_-]+$/)
  .meta({ description: 'The fragment of the mailed link: base64url of {"email","id"}.' });

/**
 * No control characters: databases refuse some of them and headers are broken by others. No bidirectional controls
 * either (UTR 36 section 3.2): an override makes a name read as another one, and no script needs them to be written.
 */
const printable = /^[^\p{Cc}\p{Bidi_Control}]*$/u;

/** A detail of the account: trimmed, and an emptied form field means "unknown". */
export function detailSchema(maxLength: number, pattern: RegExp = printable) {
  const text = z.string().trim().max(maxLength);
  return z.union([text.regex(pattern), z.null()]).transform((value) => (value === '' ? null : value));
}
