import type { Argon2 } from '@gnar/gear/argon2';
import type { UserInputs } from './own-words.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { normalisePassword } from './password-rules.ts';
import { WeakPasswordError } from './weak-password-error.ts';

/**
 * Judges a password that is to be used from now on and hashes it.
 *
 * @returns the hash to store, a PHC string.
 * @throws WeakPasswordError that names every broken rule; UnavailableError when too many wait to be judged or hashed.
 */
export type HashNewPassword = (password: string, userInputs: UserInputs) => Promise<string>;

export function createHashNewPassword(policy: PasswordPolicy, argon2: Pick<Argon2, 'hash'>): HashNewPassword {
  return async (password, userInputs) => {
    const verdict = await policy.judge(password, userInputs, { urgent: true });
    if (verdict.weaknesses.length > 0) throw new WeakPasswordError(verdict);
    return argon2.hash(normalisePassword(password));
  };
}
