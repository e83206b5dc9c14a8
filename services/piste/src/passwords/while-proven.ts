import { UnavailableError } from '@gnar/gear/errors';
import type { ProvenUser } from './current-password.ts';

const MAX_PROOFS = 5;

/**
 * Does work that is right only as long as the row has the hash that was proven; the work returns undefined when it has
 * another one. That may be the same password, hashed anew by a log-in since: then the work is done with that hash.
 *
 * @throws InvalidCredentialsError, from `confirm`, when the password is another one by now
 */
export async function whileProven<T>(
  proven: ProvenUser,
  work: (user: ProvenUser) => Promise<T | undefined>,
  confirm: () => Promise<ProvenUser>,
): Promise<T> {
  let user = proven;
  for (let proofs = 1; proofs <= MAX_PROOFS; proofs += 1) {
    const result = await work(user);
    if (result !== undefined) return result;
    user = await confirm();
  }
  throw new UnavailableError('The account is being changed at this moment.', 1);
}
