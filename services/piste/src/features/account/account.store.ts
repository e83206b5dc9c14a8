import type { Queryable } from '@gnar/gear/database';
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

// The planner cannot look into the sub-select: it plans the query once for any number of sessions, not for each anew.
const sessionOwners = {
  name: 'session-owners',
  text: `SELECT sessions.sid, sessions.expires_at AS session_expires_at, ${userColumns}
         FROM sessions JOIN users ON users.id = sessions.user_id
         WHERE sessions.sid = ANY ((SELECT $1::uuid[])::uuid[])`,
};

type SessionOwnerRow = UserRow & { readonly sid: string; readonly session_expires_at: Date };

/** Both rows at once: this is what every page asks for first. Sessions that have ended are left out. */
export async function findSessionOwners(
  database: Pick<Queryable, 'all'>,
  sids: readonly string[],
): Promise<ReadonlyMap<string, SessionOwner>> {
  const rows = await database.all<SessionOwnerRow>(sessionOwners, [sids]);
  return new Map(rows.map((row) => [row.sid, { user: userFromRow(row), expiresAt: row.session_expires_at }]));
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
  const given = new Map(Object.entries(details));
  const assignments = Object.entries(detailColumns).flatMap(([name, column]) => {
    const value = given.get(name);
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
