import type { Clock } from '@gnar/gear/clock';
import { defineBlueprint, get, raw, type Blueprint } from '@gnar/gear/http';

const PATH = '/.well-known/security.txt';
const DAY_MS = 86_400_000;
/** RFC 9116, section 2.5.5: less than a year ahead. Each answer has its own, so that none is ever out of date. */
const EXPIRES_AFTER_DAYS = 180;

interface SecurityContactOptions {
  readonly clock: Clock;
  /** Where the product is, without a trailing slash. */
  readonly origin: string;
  /** A URI: https, mailto or tel. Without one, the sender of the emails is the contact. */
  readonly contact: string | undefined;
  /** Tags of the languages that are understood. */
  readonly languages: readonly string[];
  /** As the setting spells it, with or without a name. */
  readonly emailSender: string;
}

/** Whom to tell of a vulnerability (RFC 9116). */
export function securityContactRoutes(options: SecurityContactOptions): Blueprint {
  const { clock, origin, contact = mailto(options.emailSender) } = options;
  return defineBlueprint({
    prefix: '',
    routes: [
      get(PATH, { auth: 'public', cacheControl: 'public, max-age=86400' }, async () => {
        const expires = new Date(clock.now().getTime() + EXPIRES_AFTER_DAYS * DAY_MS);
        const lines = [
          `Contact: ${contact}`,
          `Expires: ${expires.toISOString()}`,
          `Preferred-Languages: ${options.languages.join(', ')}`,
          `Canonical: ${origin}${PATH}`,
        ];
        return raw(200, 'text/plain; charset=utf-8', `${lines.join('\n')}\n`);
      }),
    ],
  });
}

/** `"Acme" <hello@example.com>` or `hello@example.com` → `mailto:hello@example.com` (RFC 6068). */
function mailto(sender: string): string {
  const address = /<([^<>]*)>\s*$/.exec(sender)?.[1] ?? sender;
  return `mailto:${encodeURIComponent(address.trim()).replace('%40', '@')}`;
}
