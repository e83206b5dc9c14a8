import type { Queryable } from '@gnar/gear/database';
import type { DrawnLink } from '../../links/links.ts';
import { replaceLinks } from '../../links/links.store.ts';
import type { PendingUser } from './sign-up.types.ts';

// One statement, which is a transaction of its own: neither a user without a link nor a link without a user is ever seen.
const upsert = {
  name: 'piste-sign-up-upsert',
  text: `WITH upserted AS (
           INSERT INTO users AS known (email, locale) VALUES ($1, $2)
           ON CONFLICT (email) DO UPDATE SET email = excluded.email, locale = excluded.locale
             WHERE known.status = 'pending'
           RETURNING id, email, locale),
         linked AS (${replaceLinks('SELECT id, $3, $4, $5, $6 FROM upserted')})
         SELECT email, locale FROM upserted`,
};

/**
 * The pending user with this address, with the link in place of an older one; undefined when the account is active. One
 * that was pending starts over, so that nothing of an earlier sign-up, which anyone could have made, outlives the newest.
 */
export function upsertPendingUser(
  database: Pick<Queryable, 'one'>,
  { email, locale }: PendingUser,
  { purpose, idHash, now, expiresAt }: Omit<DrawnLink, 'tokenFor'>,
): Promise<PendingUser | undefined> {
  return database.one<PendingUser>(upsert, [email, locale, purpose, idHash, now, expiresAt]);
}
