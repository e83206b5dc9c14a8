import { z } from 'zod';

/** Kind of the job that a forgotten password leaves. */
export const RESET_REQUESTED = 'reset-requested';

export const resetRequestedSchema = z.strictObject({ email: z.string() });
