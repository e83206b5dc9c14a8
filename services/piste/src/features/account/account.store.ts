import type { Queryable } from '@gnar/gear';
import { userColumns, userFromRow, type UserRow } from '../../accounts/users.store.ts';
import type { User, UserDetails } from '../../accounts/user.types.ts';

/** The columns that their owner may write. What is not here cannot be assigned, whatever a body holds. */
const detailColumns: Readonly<Record<keyof UserDetails, string>> = {
  firstName: 'first_name',
  lastName: 'last_name',
  phone: 'phone',
  addressLine1: 'address_line1',
  addressLine2: 'address_line2',
  city: 'city',
  province: 'province',
  postalCode: 'postal_code',
  country: 'country',
  locale: 'locale',
};

/** A session with its user. */
export interface SessionOwner {
  readonly user: User;
  /** Absolute end of the session. */
  readonly expiresAt: Date;
}

const sessionOwner = {
  name: 'session-owner',
  text: `SELECT sessions.expires_at AS session_expires_at, ${userColumns}
         FROM sessions JOIN users ON users.id = sessions.user_id WHERE sessions.sid = $1`,
};

/** Both rows at once: this is what every page asks for first. */
export async function findSessionOwner(
  database: Pick<Queryable, 'one'>,
  sid: string,
): Promise<SessionOwner | undefined> {
  const row = await database.one<UserRow & { readonly session_expires_at: Date }>(sessionOwner, [sid]);
  return row && { user: userFromRow(row), expiresAt: row.session_expires_at };
}

export interface DetailsChange {
  readonly details: Partial<UserDetails>;
  /** What the changer saw; newer details are left alone. Undefined: whatever is there. */
  readonly seenAt: Date | undefined;
  /** Whether another phone number than the stored one may be written. */
  readonly phoneMayChange: boolean;
  readonly now: Date;
}

/** Writes the details that are given. @returns undefined when the user is gone, has newer details or another phone. */
export async function saveDetails(
  database: Pick<Queryable, 'one'>,
  userId: string,
  { details, seenAt, phoneMayChange, now }: DetailsChange,
): Promise<User | undefined> {
  const values: unknown[] = [userId, seenAt ?? null, now, phoneMayChange, details.phone ?? null];
  const assignments = Object.entries(detailColumns).flatMap(([name, column]) => {
    const value = Object.entries(details).find(([given]) => given === name)?.[1];
    return value === undefined ? [] : [`${column} = $${values.push(value)}`];
  });
  // Always later than before, so that two changes within a millisecond are told apart.
  const touched = `updated_at = greatest($3::timestamptz, updated_at + interval '1 millisecond')`;
  const row = await database.one<UserRow>(
    `UPDATE users SET ${[touched, ...assignments].join(', ')}
     WHERE id = $1 AND ($2::timestamptz IS NULL OR updated_at <= $2)
       AND ($4 OR phone IS NOT DISTINCT FROM $5) RETURNING ${userColumns}`,
    values,
  );
  return row && userFromRow(row);
}
