import type { FieldErrorCode } from '@gnar/contract';
import type { BreachLookup } from './breach-lookup.ts';
import type { Estimator } from './estimator.ts';
import type { UserInputs } from './own-words.ts';
import { normalisePassword, passwordRules } from './password-rules.ts';

export type Weakness = Extract<
  FieldErrorCode,
  'too_short' | 'too_long' | 'white_space' | 'too_guessable' | 'common_password' | 'breached_password'
>;

export interface PasswordVerdict {
  /** zxcvbn's, 0 to 4; 0 for what is too long to be looked at, and for what took too long. */
  readonly score: number;
  /** null when the breach list was not asked or did not answer. */
  readonly pwned: boolean | null;
  /** Empty: the password may be used. */
  readonly weaknesses: readonly Weakness[];
  readonly warning: string | null;
  readonly suggestions: readonly string[];
  /** Whether it was given up because it took too long. */
  readonly isGivenUp: boolean;
}

export interface PasswordPolicy {
  /**
   * Judges every rule at once, so that one answer names every weakness.
   *
   * @param urgent for a password that is about to be used, as in Estimator
   * @throws UnavailableError when too many passwords wait to be judged
   */
  judge(
    password: string,
    userInputs: UserInputs,
    options?: { readonly urgent?: boolean },
  ): Promise<PasswordVerdict>;
}

interface PasswordPolicyOptions {
  readonly productName: string;
  readonly estimator: Pick<Estimator, 'estimate'>;
  readonly breaches: BreachLookup;
  /** Whether white space may be part of a password (NIST SP 800-63B-4 allows it, our rule does not). */
  readonly allowSpaces: boolean;
}

/** The password policy (security.md 1 to 5). */
export function createPasswordPolicy(options: PasswordPolicyOptions): PasswordPolicy {
  const { productName, estimator, breaches, allowSpaces } = options;
  return {
    async judge(typed, userInputs, urgency) {
      const password = normalisePassword(typed);
      const length = Array.from(password).length;
      if (length === 0) return refusedUnseen('too_short');
      if (length > passwordRules.maxLength) return refusedUnseen('too_long');

      const words = [productName, ...userInputs];
      const { isCommon, ...estimate } = await estimator.estimate({ password, words }, urgency);
      const pwned = await breaches(password);
      const weaknesses: Weakness[] = [];
      if (length < passwordRules.minLength) weaknesses.push('too_short');
      if (!allowSpaces && passwordRules.whiteSpace.test(password)) weaknesses.push('white_space');
      if (isCommon) weaknesses.push('common_password');
      if (pwned === true) weaknesses.push('breached_password');
      if (estimate.score < passwordRules.requiredScore) weaknesses.push('too_guessable');
      return { ...estimate, pwned, weaknesses };
    },
  };
}

/** Length comes first: neither zxcvbn nor the breach list sees what fails it. */
function refusedUnseen(weakness: Weakness): PasswordVerdict {
  return { score: 0, pwned: null, weaknesses: [weakness], warning: null, suggestions: [], isGivenUp: false };
}
