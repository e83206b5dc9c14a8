import type { Queryable } from '@gnar/gear/database';
import type { LinkPurpose } from '@gnar/contract';
import { userColumns, userFromRow, type UserRow } from '../accounts/users.store.ts';
import type { User } from '../accounts/user.types.ts';

export interface NewLink {
  readonly userId: string;
  readonly purpose: LinkPurpose;
  readonly idHash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
}

export interface LinkKey {
  readonly idHash: Buffer;
  readonly email: string;
  readonly purpose: LinkPurpose;
  readonly now: Date;
}

/** SQL that stores links, each in the place of an older one of the same purpose. @param rows VALUES, or a SELECT of them. */
export const replaceLinks = (rows: string): string =>
  `INSERT INTO links (user_id, purpose, id_hash, created_at, expires_at) ${rows}
   ON CONFLICT (user_id, purpose) DO UPDATE
     SET id_hash = excluded.id_hash, created_at = excluded.created_at, expires_at = excluded.expires_at, used_at = NULL`;

/** Replaces an older link of the same purpose. */
export async function saveLink(database: Pick<Queryable, 'run'>, link: NewLink): Promise<void> {
  await database.run(replaceLinks('VALUES ($1, $2, $3, $4, $5)'), [
    link.userId,
    link.purpose,
    link.idHash,
    link.now,
    link.expiresAt,
  ]);
}

/** Whose link it is, if it still works; it is left as it is. */
export async function findLinkOwner(
  database: Pick<Queryable, 'one'>,
  key: LinkKey,
): Promise<User | undefined> {
  const row = await database.one<UserRow>(
    `SELECT ${userColumns} FROM users WHERE email = $2 AND id = (
       SELECT user_id FROM links WHERE id_hash = $1 AND purpose = $3 AND used_at IS NULL AND expires_at > $4)`,
    [key.idHash, key.email, key.purpose, key.now],
  );
  return row && userFromRow(row);
}

/** Whether the user has a link of this purpose that was not used and has not expired. */
export async function hasOpenLink(
  database: Pick<Queryable, 'one'>,
  { userId, purpose, now }: Pick<NewLink, 'userId' | 'purpose' | 'now'>,
): Promise<boolean> {
  const row = await database.one(
    'SELECT 1 FROM links WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3',
    [userId, purpose, now],
  );
  return row !== undefined;
}

/** @returns whether it was this call that used the link up; of many at once, one. */
export async function useLink(
  database: Pick<Queryable, 'run'>,
  key: Omit<LinkKey, 'email'>,
): Promise<boolean> {
  const used = await database.run(
    `UPDATE links SET used_at = $3
     WHERE id_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3`,
    [key.idHash, key.purpose, key.now],
  );
  return used === 1;
}

export async function removeLinks(
  database: Pick<Queryable, 'run'>,
  userId: string,
  purpose: LinkPurpose,
): Promise<void> {
  await database.run('DELETE FROM links WHERE user_id = $1 AND purpose = $2', [userId, purpose]);
}
