import type { Database, OutboxHandler } from '@gnar/gear';
import { z } from 'zod';
import { findUserByEmail } from '../accounts/users.store.ts';
import type { RequestMail } from './mail-requests.ts';
import type { Mails } from './mails.ts';

/** Kind of the outbox row that tells an owner that strangers have had all their guesses at the password. */
export const GUESSING_STOPPED = 'guessing-stopped';

const payloadSchema = z.strictObject({ email: z.string() });

/** The same work whether the address has an account or not: who is written to is looked up off the request. */
export function createAnnounceGuessing({
  database,
  requestMail,
}: {
  database: Pick<Database, 'transaction'>;
  requestMail: RequestMail;
}): (email: string) => Promise<void> {
  return (email) =>
    database.transaction((transaction) =>
      requestMail(transaction, { kind: GUESSING_STOPPED, payload: { email } }),
    );
}

export function createGuessingStoppedHandler({
  database,
  mails,
}: {
  database: Pick<Database, 'one'>;
  mails: Pick<Mails, 'guessingStopped'>;
}): OutboxHandler {
  return async (payload) => {
    const { email } = payloadSchema.parse(payload);
    const user = await findUserByEmail(database, email);
    if (user?.status === 'active') await mails.guessingStopped(user);
  };
}
