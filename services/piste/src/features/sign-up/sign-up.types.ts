import { z } from 'zod';
import type { UserStatus } from '../../accounts/user.types.ts';

/** Kind of the outbox row that a sign-up leaves. */
export const SIGN_UP_REQUESTED = 'sign-up-requested';

export const signUpRequestedSchema = z.strictObject({ email: z.string(), locale: z.string().nullable() });

export interface SignedUpUser {
  readonly id: string;
  readonly email: string;
  readonly locale: string | null;
  readonly status: UserStatus;
}
