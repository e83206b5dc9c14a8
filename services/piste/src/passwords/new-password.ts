import type { Argon2 } from '@gnar/gear';
import type { PersonalWords } from './blocklist.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { normalisePassword } from './password-rules.ts';
import { WeakPasswordError } from './weak-password-error.ts';

/**
 * Judges a password that somebody wants to use from now on and hashes it.
 *
 * @returns the hash to store, a PHC string.
 * @throws WeakPasswordError that names every broken rule.
 */
export type HashNewPassword = (password: string, personalWords: PersonalWords) => Promise<string>;

export function createHashNewPassword(policy: PasswordPolicy, argon2: Pick<Argon2, 'hash'>): HashNewPassword {
  return async (password, personalWords) => {
    const verdict = await policy.judge(password, personalWords);
    if (verdict.weaknesses.length > 0) throw new WeakPasswordError(verdict);
    return argon2.hash(normalisePassword(password));
  };
}
