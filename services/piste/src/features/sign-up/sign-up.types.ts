import { z } from 'zod';

/** Kind of the job that a sign-up leaves. */
export const SIGN_UP_REQUESTED = 'sign-up-requested';

export const signUpRequestedSchema = z.strictObject({ email: z.string(), locale: z.string().nullable() });

export interface PendingUser {
  readonly email: string;
  readonly locale: string | null;
}
