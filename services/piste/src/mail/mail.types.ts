export const mailKinds = [
  'activate',
  'already-active',
  'reset-password',
  'password-changed',
  'guessing-stopped',
] as const;

export type MailKind = (typeof mailKinds)[number];

/** What the sentences of a mail may mention. All of it is already in the mail's language. */
export interface MailFacts {
  readonly projectName: string;
  /** How long a link works, e.g. `1 hour`. */
  readonly lifetime: string;
  /** When the thing that the mail tells of happened, e.g. `November 20, 2026 at 10:00 AM UTC`. */
  readonly happenedAt: string;
}

/** The sentences of one kind of mail. */
export interface MailText {
  readonly subject: string;
  /** What a mailbox shows beside the subject. */
  readonly preview: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button: string;
  /** A second, quieter way on. */
  readonly otherWay?: string;
  /** For a reader who did not expect the email. */
  readonly reassurance: string;
}

export interface MailTexts {
  readonly kinds: Readonly<Record<MailKind, (facts: MailFacts) => MailText>>;
  /** Above the address in plain text, for a reader who cannot press the button. */
  readonly copyLink: string;
  readonly sentBy: (facts: MailFacts) => string;
}
