import type { User } from './user.types.ts';

/** What a person's password must not be made of. */
export function userInputs({ email, firstName, lastName }: Pick<User, 'email' | 'firstName' | 'lastName'>) {
  return [email, firstName, lastName] as const;
}
