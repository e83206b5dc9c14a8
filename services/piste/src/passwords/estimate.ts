import zxcvbn, { type ZXCVBNResult } from 'zxcvbn';
import { isCommonPassword } from './blocklist.ts';
import { ownWords, withoutWords, type UserInputs } from './own-words.ts';
import { passwordRules } from './password-rules.ts';

/** What is to be judged: a password in NFC, and what must not help to guess it. */
export interface EstimateRequest {
  readonly password: string;
  readonly words: UserInputs;
}

/** All that is known about a password without asking anyone. */
export interface Estimate {
  /** zxcvbn's, 0 to 4. */
  readonly score: number;
  readonly warning: string | null;
  readonly suggestions: readonly string[];
  /** One of the commonest, or too little remains of it without the words of its owner and the product. */
  readonly isCommon: boolean;
}

/**
 * In UTF-16 units. What begins with so many that are hard to guess is hard to guess, and the rest is not looked at: the
 * cost of zxcvbn grows with the number of different symbols, so a long random password would exceed any budget.
 */
const GLANCE_LENGTH = 20;

/** Costs up to minutes of CPU time for hostile passwords: only for a worker. */
export function estimate({ password, words }: EstimateRequest): Estimate {
  const own = ownWords(words);
  const userInputs = [...words.filter((word) => typeof word === 'string'), ...own];
  const { score, feedback } = look(password, userInputs);
  const remainder = withoutWords(password, own);
  return {
    score,
    warning: feedback.warning === '' ? null : feedback.warning,
    suggestions: feedback.suggestions,
    isCommon:
      isCommonPassword(password) ||
      (remainder !== password && look(remainder, userInputs).score < passwordRules.requiredScore),
  };
}

function look(password: string, userInputs: string[]): ZXCVBNResult {
  if (password.length > GLANCE_LENGTH) {
    const glance = zxcvbn(password.slice(0, GLANCE_LENGTH), userInputs);
    if (glance.score >= passwordRules.requiredScore) return glance;
  }
  return zxcvbn(password, userInputs);
}
