import { readFileSync } from 'node:fs';
import { renderEmail } from '@gnar/gear/mailer';
import { closestLanguage } from '@gnar/contract/languages';
import { product } from '@gnar/contract/product';
import type { EmailFacts, EmailKind, EmailTexts } from './email.types.ts';
import { fallback } from './languages.ts';

export interface EmailSettings {
  /** By the tags of the languages that they are in. */
  readonly texts: Readonly<Record<string, EmailTexts>>;
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

const template = (name: string) => readFileSync(new URL(`./templates/${name}`, import.meta.url), 'utf8');
const htmlTemplate = template('mail.html.mustache');
const textTemplate = template('mail.text.mustache');

/** Puts an email into words: subject, HTML and plain text, in the reader's language. */
export function writeEmail(settings: EmailSettings, request: EmailRequest): WrittenEmail {
  const spoken = closestLanguage(Object.keys(settings.texts), request.locale ? [request.locale] : []);
  const language = spoken ?? fallback.language;
  const facts: EmailFacts = {
    projectName: settings.projectName,
    lifetime: spellDuration(language, settings.linkLifetimeMinutes),
    happenedAt: spellTime(language, request.happenedAt),
  };
  const { kinds, copyLink, sentBy } = settings.texts[language] ?? fallback.texts;
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

function spellDuration(language: string, minutes: number): string {
  return minutes % 60 === 0 ? hours(language).format(minutes / 60) : minutesOf(language).format(minutes);
}

function spellTime(language: string, time: Date): string {
  return `${times(language).format(time)} UTC`;
}

/** Making a formatter costs more than the rest of writing an email. */
function oncePerLanguage<Formatter>(make: (language: string) => Formatter): (language: string) => Formatter {
  const made = new Map<string, Formatter>();
  return (language) => {
    const formatter = made.get(language) ?? make(language);
    made.set(language, formatter);
    return formatter;
  };
}
