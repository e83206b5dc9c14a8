import zxcvbn from 'zxcvbn';
import type { FieldErrorCode } from '@gnar/contract';
import type { Blocklist, PersonalWords } from './blocklist.ts';
import type { BreachLookup } from './breach-lookup.ts';
import { normalisePassword, passwordRules } from './password-rules.ts';

export type Weakness = Extract<
  FieldErrorCode,
  'too_short' | 'too_long' | 'white_space' | 'too_guessable' | 'common_password' | 'breached_password'
>;

export interface PasswordVerdict {
  /** zxcvbn's, 0 to 4; 0 for what is too long to be looked at. */
  readonly score: number;
  /** null when the breach list was not asked or did not answer. */
  readonly pwned: boolean | null;
  /** Empty: the password may be used. */
  readonly weaknesses: readonly Weakness[];
  readonly warning: string | null;
  readonly suggestions: readonly string[];
}

export interface PasswordPolicy {
  /** Judges every rule at once, so that one answer names every weakness. */
  judge(password: string, personalWords: PersonalWords): Promise<PasswordVerdict>;
}

interface PasswordPolicyOptions {
  readonly productName: string;
  readonly blocklist: Blocklist;
  readonly breaches: BreachLookup;
}

/** The password policy (security.md 1 to 5). */
export function createPasswordPolicy({
  productName,
  blocklist,
  breaches,
}: PasswordPolicyOptions): PasswordPolicy {
  return {
    async judge(typed, personalWords) {
      const password = normalisePassword(typed);
      const length = Array.from(password).length;
      if (length === 0) return refusedUnseen('too_short');
      if (length > passwordRules.maxLength) return refusedUnseen('too_long');

      const pwned = await breaches(password);
      const { score, feedback } = zxcvbn(
        password.slice(0, passwordRules.scoredLength),
        [productName, ...personalWords].filter((word) => typeof word === 'string'),
      );
      const weaknesses: Weakness[] = [];
      if (length < passwordRules.minLength) weaknesses.push('too_short');
      if (passwordRules.whiteSpace.test(password)) weaknesses.push('white_space');
      if (blocklist.includes(password, personalWords)) weaknesses.push('common_password');
      if (pwned === true) weaknesses.push('breached_password');
      if (score < passwordRules.requiredScore) weaknesses.push('too_guessable');
      return {
        score,
        pwned,
        weaknesses,
        warning: feedback.warning === '' ? null : feedback.warning,
        suggestions: feedback.suggestions,
      };
    },
  };
}

/** Length comes first: neither zxcvbn nor the breach list sees what fails it. */
function refusedUnseen(weakness: Weakness): PasswordVerdict {
  return { score: 0, pwned: null, weaknesses: [weakness], warning: null, suggestions: [] };
}
