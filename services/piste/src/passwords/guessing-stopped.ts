import type { Database } from '@gnar/gear/database';
import { z } from 'zod';
import type { RequestEmail } from '../mail/mail-requests.ts';

/** Kind of the job that tells an owner that strangers have had all their guesses at the password. */
export const GUESSING_STOPPED = 'guessing-stopped';

export const guessingStoppedSchema = z.strictObject({ email: z.string() });

/** The same work whether the address has an account or not: who is written to is looked up off the request. */
export function createAnnounceGuessing({
  database,
  requestEmail,
}: {
  database: Pick<Database, 'transaction'>;
  requestEmail: RequestEmail;
}): (email: string) => Promise<void> {
  return (email) =>
    database.transaction((transaction) =>
      requestEmail(transaction, { kind: GUESSING_STOPPED, payload: { email } }),
    );
}
