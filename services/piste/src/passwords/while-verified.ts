import { UnavailableError } from '@gnar/gear/errors';
import type { VerifiedUser } from './current-password.ts';

const MAX_ATTEMPTS = 5;

/**
 * Does work that is right only as long as the row has the hash that was verified; the work returns undefined when it has
 * another one. That may be the same password, hashed anew by a log-in since: then the work is done with that hash.
 *
 * @throws InvalidCredentialsError, from `confirm`, when the password is another one by now
 */
export async function whileVerified<T>(
  verified: VerifiedUser,
  work: (user: VerifiedUser) => Promise<T | undefined>,
  confirm: () => Promise<VerifiedUser>,
): Promise<T> {
  let user = verified;
  for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts += 1) {
    const result = await work(user);
    if (result !== undefined) return result;
    user = await confirm();
  }
  throw new UnavailableError('The account is being changed at this moment.', 1);
}
