import type { IncomingHttpHeaders } from 'node:http';

interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>> | IncomingHttpHeaders;
}

/** What every answer carries, nginx and Node’s own included (security.md 29), as in production. */
const always: Readonly<Record<string, RegExp>> = {
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'content-security-policy': /frame-ancestors 'none'/,
  'permissions-policy': /./,
};

/** Only where TLS is certain (RFC 6797 section 7.2). */
const withTls = { 'strict-transport-security': /^max-age=\d{8,}; includeSubDomains$/ };

export interface HeaderRules {
  /** False for what compose's edge says itself, which has no TLS. */
  readonly tls?: boolean;
}

/** @returns the names of the headers that are missing, repeated or wrong. */
export function missingHeaders({ status, headers }: Answered, { tls = true }: HeaderRules = {}): string[] {
  const found = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const missing = Object.entries(tls ? { ...always, ...withTls } : always)
    .filter(([name, form]) => !form.test(found.get(name) ?? ''))
    .map(([name]) => name);
  // A refusal may say who asked; only what is the same for all may be kept.
  if (status >= 400 && !/no-store|no-cache/.test(found.get('cache-control') ?? ''))
    missing.push('cache-control');
  return missing;
}

/** The sources of a directive of a Content-Security-Policy; undefined where it has none of that name. */
export function sourcesOf(policy: string, directive: string): readonly string[] | undefined {
  const directives = policy.split(';').map((each) => each.trim().split(/\s+/));
  return directives.find(([name]) => name?.toLowerCase() === directive)?.slice(1);
}

/** Hosts and whole schemes that a policy allows, whether they are spelt with `https://` or without. */
export function hostsOf(policy: string): string[] {
  const sources = policy.split(';').flatMap((each) => each.trim().split(/\s+/).slice(1));
  return sources.filter((source) => !source.startsWith("'") && !['data:', 'blob:'].includes(source));
}

/** A few of many. */
export function tellBare(bare: readonly string[]): string {
  const some = bare.slice(0, 3).join('; ');
  return bare.length > 3 ? `${some}; and ${bare.length - 3} more` : some;
}
