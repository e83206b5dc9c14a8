/** What every password must fulfil. Lengths are in code points after NFC, so an emoji counts once (NIST SP 800-63B-4, 3.1.1.2). */
export const passwordRules = {
  minLength: 8,
  maxLength: 128,
  whiteSpace: /\s/u,
  /** Of zxcvbn's 0 to 4. */
  requiredScore: 4,
} as const;

/** Passwords are compared, counted and hashed in NFC: the same keys on another keyboard give the same password. */
export function normalisePassword(password: string): string {
  return password.normalize('NFC');
}
