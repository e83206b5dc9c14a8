export type UserStatus = 'pending' | 'active';

/** What a person may tell about themselves; null where unknown. */
export interface UserDetails {
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly phone: string | null;
  readonly addressLine1: string | null;
  readonly addressLine2: string | null;
  readonly city: string | null;
  readonly province: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** BCP 47. */
  readonly locale: string | null;
}

export interface User extends UserDetails {
  readonly id: string;
  readonly email: string;
  readonly status: UserStatus;
  /** A PHC string; null until the account is activated. */
  readonly passwordHash: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
