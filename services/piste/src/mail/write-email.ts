import { readFileSync } from 'node:fs';
import { renderEmail } from '@gnar/gear/mailer';
import { product } from '@gnar/contract/product';
import { mailLanguage, type MailLanguage } from './languages.ts';
import type { EmailFacts, EmailKind, EmailTexts } from './email.types.ts';
import { english } from './texts/en.ts';
import { french } from './texts/fr.ts';

export interface EmailSettings {
  readonly projectName: string;
  readonly logoUrl: string | undefined;
  readonly linkLifetimeMinutes: number;
}

export interface EmailRequest {
  readonly kind: EmailKind;
  /** A BCP 47 tag; the closest language that we write in is taken. */
  readonly locale: string | null | undefined;
  /** Where the button leads. */
  readonly url: string;
  /** Where the quieter second link leads; only kinds that have one show it. */
  readonly otherUrl?: string;
  readonly happenedAt: Date;
}

export interface WrittenEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

const texts: Readonly<Record<MailLanguage, EmailTexts>> = { en: english, fr: french };

const template = (name: string) => readFileSync(new URL(`./templates/${name}`, import.meta.url), 'utf8');
const htmlTemplate = template('mail.html.mustache');
const textTemplate = template('mail.text.mustache');

/** Puts an email into words: subject, HTML and plain text, in the reader's language. */
export function writeEmail(settings: EmailSettings, request: EmailRequest): WrittenEmail {
  const language = mailLanguage(request.locale);
  const facts: EmailFacts = {
    projectName: settings.projectName,
    lifetime: spellDuration(language, settings.linkLifetimeMinutes),
    happenedAt: spellTime(language, request.happenedAt),
  };
  const { kinds, copyLink, sentBy } = texts[language];
  const { otherWay, ...text } = kinds[request.kind](facts);
  const view = {
    ...text,
    colours: product.colours,
    language,
    copyLink,
    projectName: settings.projectName,
    logoUrl: settings.logoUrl,
    url: request.url,
    otherWay: otherWay && request.otherUrl ? { label: otherWay, url: request.otherUrl } : null,
    sentBy: sentBy(facts),
  };
  return {
    subject: text.subject,
    html: renderEmail(htmlTemplate, view),
    text: renderEmail(textTemplate, view, { format: 'text' }),
  };
}

const hours = oncePerLanguage(
  (language) => new Intl.NumberFormat(language, { style: 'unit', unit: 'hour', unitDisplay: 'long' }),
);
const minutesOf = oncePerLanguage(
  (language) => new Intl.NumberFormat(language, { style: 'unit', unit: 'minute', unitDisplay: 'long' }),
);
const times = oncePerLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }),
);

function spellDuration(language: MailLanguage, minutes: number): string {
  return minutes % 60 === 0 ? hours(language).format(minutes / 60) : minutesOf(language).format(minutes);
}

function spellTime(language: MailLanguage, time: Date): string {
  return `${times(language).format(time)} UTC`;
}

/** Making a formatter costs more than the rest of writing an email. */
function oncePerLanguage<Formatter>(
  make: (language: MailLanguage) => Formatter,
): (language: MailLanguage) => Formatter {
  const made = new Map<MailLanguage, Formatter>();
  return (language) => {
    const formatter = made.get(language) ?? make(language);
    made.set(language, formatter);
    return formatter;
  };
}
