import type { Queryable } from '@gnar/gear';
import type { SignedUpUser } from './sign-up.types.ts';

/**
 * The user with this address. A new one is pending; one that was pending starts over, so that nothing of an earlier
 * sign-up, which anybody could have made, outlives the newest.
 */
export async function admitUser(
  database: Pick<Queryable, 'one'>,
  { email, locale }: Pick<SignedUpUser, 'email' | 'locale'>,
): Promise<SignedUpUser | undefined> {
  const admitted = await database.one<SignedUpUser & Record<string, unknown>>(
    `INSERT INTO users AS known (email, locale) VALUES ($1, $2)
     ON CONFLICT (email) DO UPDATE SET email = excluded.email, locale = excluded.locale
       WHERE known.status = 'pending'
     RETURNING id, email, locale, status`,
    [email, locale],
  );
  return (
    admitted ??
    database.one<SignedUpUser & Record<string, unknown>>(
      'SELECT id, email, locale, status FROM users WHERE email = $1',
      [email],
    )
  );
}
