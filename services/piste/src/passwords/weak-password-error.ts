import { ProblemError } from '@gnar/gear/errors';
import { passwordRules } from './password-rules.ts';
import type { PasswordVerdict, Weakness } from './password-policy.ts';

const messages: Readonly<Record<Weakness, string>> = {
  too_short: `Use at least ${passwordRules.minLength} characters.`,
  too_long: `Use at most ${passwordRules.maxLength} characters.`,
  white_space: 'Use no spaces.',
  too_guessable: 'This is too easy to guess.',
  common_password: 'This is too common, or made of your own name, address or the name of the product.',
  breached_password: 'This is in a list of passwords that were stolen elsewhere.',
};

/** 422 `weak_password`, with the score and one entry for each rule that the password breaks. */
export class WeakPasswordError extends ProblemError {
  constructor({ score, weaknesses }: Pick<PasswordVerdict, 'score' | 'weaknesses'>) {
    super({
      status: 422,
      code: 'weak_password',
      detail: 'Choose a stronger password.',
      extra: { score },
      errors: weaknesses.map((code) => ({ path: 'password', code, message: messages[code] })),
    });
  }
}
