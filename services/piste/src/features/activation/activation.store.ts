import type { Queryable } from '@gnar/gear/database';

/** Gives a pending user the first password. */
export async function activateUser(
  database: Pick<Queryable, 'run'>,
  { id, passwordHash, now }: { id: string; passwordHash: string; now: Date },
): Promise<void> {
  await database.run(
    `UPDATE users SET status = 'active', password_hash = $2, updated_at = $3 WHERE id = $1 AND status = 'pending'`,
    [id, passwordHash, now],
  );
}
