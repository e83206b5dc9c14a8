import type { Queryable } from '@gnar/gear/database';
import type { User, UserStatus } from './user.types.ts';

export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly status: UserStatus;
  readonly password_hash: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly phone: string | null;
  readonly address_line1: string | null;
  readonly address_line2: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly postal_code: string | null;
  readonly country: string | null;
  readonly locale: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

const columnNames = [
  'id',
  'email',
  'status',
  'password_hash',
  'first_name',
  'last_name',
  'phone',
  'address_line1',
  'address_line2',
  'city',
  'province',
  'postal_code',
  'country',
  'locale',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof UserRow)[];

/** Qualified, so that they may stand beside those of another table. */
export const userColumns = columnNames.map((name) => `users.${name}`).join(', ');

export function userFromRow(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    status: row.status,
    passwordHash: row.password_hash,
    firstName: row.first_name,
    lastName: row.last_name,
    phone: row.phone,
    addressLine1: row.address_line1,
    addressLine2: row.address_line2,
    city: row.city,
    province: row.province,
    postalCode: row.postal_code,
    country: row.country,
    locale: row.locale,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const byEmail = { name: 'user-by-email', text: `SELECT ${userColumns} FROM users WHERE email = $1` };
const byId = { name: 'user-by-id', text: `SELECT ${userColumns} FROM users WHERE id = $1` };

/** Whatever the case of the address. */
export async function findUserByEmail(
  database: Pick<Queryable, 'one'>,
  email: string,
): Promise<User | undefined> {
  const row = await database.one<UserRow>(byEmail, [email]);
  return row && userFromRow(row);
}

export async function findUserById(database: Pick<Queryable, 'one'>, id: string): Promise<User | undefined> {
  const row = await database.one<UserRow>(byId, [id]);
  return row && userFromRow(row);
}

/**
 * Locks the row until the transaction ends. Whatever writes several of a person's rows (links, sessions, outbox, audit)
 * locks the user first, here or by `lockUserWithPassword`: two of them then wait for each other in turn and never in a circle.
 *
 * @returns whether the user is there.
 */
export async function lockUser(database: Pick<Queryable, 'one'>, id: string): Promise<boolean> {
  const row = await database.one('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [id]);
  return row !== undefined;
}

/** As `lockUser`, for an address. */
export async function lockUserByEmail(
  database: Pick<Queryable, 'one'>,
  email: string,
): Promise<User | undefined> {
  const row = await database.one<UserRow>(`${byEmail.text} FOR NO KEY UPDATE`, [email]);
  return row && userFromRow(row);
}

/**
 * Stores another password if it has not been changed in the meantime.
 *
 * @param from the hash that was seen; undefined when it does not matter which one it was.
 * @returns whether it was stored.
 */
export async function replacePassword(
  database: Pick<Queryable, 'run'>,
  { id, from, to }: { id: string; from?: string; to: string },
): Promise<boolean> {
  const replaced = await database.run(
    `UPDATE users SET password_hash = $2
     WHERE id = $1 AND status = 'active' AND ($3::text IS NULL OR password_hash = $3)`,
    [id, to, from ?? null],
  );
  return replaced === 1;
}

/**
 * Locks the row until the transaction ends: FOR SHARE against a change of it, FOR NO KEY UPDATE before changing it,
 * FOR UPDATE before removing it. A lock that is raised later can deadlock.
 *
 * @returns whether the user still has this hash.
 */
export async function lockUserWithPassword(
  database: Pick<Queryable, 'one'>,
  { id, passwordHash }: Pick<User, 'id' | 'passwordHash'>,
  lock: 'FOR SHARE' | 'FOR NO KEY UPDATE' | 'FOR UPDATE',
): Promise<boolean> {
  const text = `SELECT 1 FROM users WHERE id = $1 AND password_hash = $2 ${lock}`;
  const row = await database.one({ name: `user-hold-password ${lock}`, text }, [id, passwordHash]);
  return row !== undefined;
}
