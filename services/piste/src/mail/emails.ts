import type { Clock } from '@gnar/gear/clock';
import type { Mailer } from '@gnar/gear/mailer';
import type { User } from '../accounts/user.types.ts';
import { writeEmail, type EmailRequest, type EmailSettings } from './write-email.ts';

export type Recipient = Pick<User, 'email' | 'locale'>;

/** Every email of the product. Links lead to the configured origin, whatever a request's headers say. */
export interface Emails {
  activate(recipient: Recipient, token: string): Promise<void>;
  alreadyActive(recipient: Recipient): Promise<void>;
  resetPassword(recipient: Recipient, token: string): Promise<void>;
  passwordChanged(recipient: Recipient, changedAt: Date): Promise<void>;
  guessingStopped(recipient: Recipient): Promise<void>;
}

interface EmailsOptions extends EmailSettings {
  readonly mailer: Pick<Mailer, 'send'>;
  /** Where the pages are, e.g. `https://app.example.com`. */
  readonly origin: string;
  readonly clock: Clock;
}

export function createEmails({ mailer, origin, clock, ...settings }: EmailsOptions): Emails {
  const send = async (
    { email, locale }: Recipient,
    request: Omit<EmailRequest, 'locale' | 'happenedAt'>,
    at: Date,
  ) => mailer.send({ to: email, ...writeEmail(settings, { ...request, locale, happenedAt: at }) });

  // The page asks for a link instead of the email bringing one: an email that a stranger can cause must not replace the
  // link that the owner asked for a moment ago. The fragment fills in the address.
  const newPassword = (email: string) => `${origin}/forgot-password#${encodeURIComponent(email)}`;

  // A token goes into the fragment: no server, proxy or referrer sees it (ASVS 14.2.1).
  return {
    activate: (recipient, token) =>
      send(recipient, { kind: 'activate', url: `${origin}/activate#${token}` }, clock.now()),
    alreadyActive: (recipient) =>
      send(
        recipient,
        { kind: 'already-active', url: `${origin}/login`, otherUrl: newPassword(recipient.email) },
        clock.now(),
      ),
    resetPassword: (recipient, token) =>
      send(recipient, { kind: 'reset-password', url: `${origin}/reset-password#${token}` }, clock.now()),
    passwordChanged: (recipient, changedAt) =>
      send(recipient, { kind: 'password-changed', url: newPassword(recipient.email) }, changedAt),
    guessingStopped: (recipient) =>
      send(recipient, { kind: 'guessing-stopped', url: newPassword(recipient.email) }, clock.now()),
  };
}
