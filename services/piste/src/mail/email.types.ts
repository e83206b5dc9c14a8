export const emailKinds = [
  'activate',
  'already-active',
  'reset-password',
  'password-changed',
  'guessing-stopped',
] as const;

export type EmailKind = (typeof emailKinds)[number];

/** What the sentences of an email may mention. All of it is already in the email's language. */
export interface EmailFacts {
  readonly projectName: string;
  /** How long a link works, e.g. `1 hour`. */
  readonly lifetime: string;
  /** When the thing that the email tells of happened, e.g. `November 20, 2026 at 10:00 AM UTC`. */
  readonly happenedAt: string;
}

/** The sentences of one kind of email. */
export interface EmailText {
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

export interface EmailTexts {
  readonly kinds: Readonly<Record<EmailKind, (facts: EmailFacts) => EmailText>>;
  /** Above the address in plain text, for a reader who cannot press the button. */
  readonly copyLink: string;
  readonly sentBy: (facts: EmailFacts) => string;
}
