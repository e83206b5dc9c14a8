import { contentSecurityPolicy } from '../../services/powder/content-security-policy.ts';

/** What every answer of powder carries, as in development; the policy has one source. */
export const siteHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The headers as nginx directives, for errors too. A location that adds a header of its own loses those from outside,
 * so each includes this file.
 */
export function headerDirectives(headers: Readonly<Record<string, string>> = siteHeaders): string {
  return Object.entries(headers)
    .map(([name, value]) => {
      if (/["\\$\n]/.test(value)) throw new Error(`${name} cannot be written into nginx's configuration`);
      return `add_header ${name} "${value}" always;\n`;
    })
    .join('');
}
