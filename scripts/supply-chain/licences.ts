import { ownLicences } from '../../own/licences.ts';

/**
 * SPDX identifiers of the licences that ask for attribution at most, so that what is built on this starter may be sold and kept
 * closed.
 */
const allowed: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Zlib',
]);

interface Exception {
  readonly licence: string;
  readonly reason: string;
  /** Not installed here; a fork that adds it needs no line of its own. */
  readonly ifAdded?: true;
}

/**
 * The Functional Source License allows any use except a product that competes with the licensed one, so it is decided on for each
 * package and not for the licence.
 */
const sentryCommandLine =
  'Uploads source maps to Sentry while building. The licence only forbids to offer a product that competes with Sentry.';

/** Packages under another licence, each with why it may stay. */
export const exceptions: Readonly<Record<string, Exception>> = {
  '@fontsource-variable/inter': {
    licence: 'OFL-1.1',
    reason: 'A typeface: it may be shipped with any product, only not sold by itself.',
  },
  'axe-core': { licence: 'MPL-2.0', reason: 'Judges pages in tests; unchanged, and in no image.' },
  'caniuse-lite': {
    licence: 'CC-BY-4.0',
    reason: 'A table of browsers for building; it is named by the package itself.',
  },
  sentry: { licence: 'FSL-1.1-Apache-2.0', reason: sentryCommandLine, ifAdded: true },
  '@sentry/cli': { licence: 'FSL-1.1-MIT', reason: sentryCommandLine, ifAdded: true },
  'spdx-exceptions': { licence: 'CC-BY-3.0', reason: 'A list of licences, for lint tools; in no image.' },
  '@cdktf/hcl-tools': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped.',
  },
  '@cdktf/hcl2json': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped.',
  },
  '@cdktf/provider-aws': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped.',
  },
  '@cdktn/provider-aws': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped.',
  },
  cdktf: { licence: 'MPL-2.0', reason: 'Infrastructure: unchanged, and never shipped.' },
  cdktn: { licence: 'MPL-2.0', reason: 'Infrastructure: unchanged, and never shipped.' },
  jsonify: { licence: 'Public Domain', reason: 'Free of all rights, in words that are no SPDX identifier.' },
};

/**
 * Packages that may not be installed, or whose manifest states no licence, each with the one that its files state. They serve
 * tests and the benchmark and are in no image.
 */
export const statedElsewhere: Readonly<Record<string, Exception>> = {
  'passport-local': {
    licence: 'MIT',
    reason: 'In its LICENSE, and in the old form "licenses" of its manifest.',
  },
  'passport-strategy': {
    licence: 'MIT',
    reason: 'In its LICENSE, and in the old form "licenses" of its manifest.',
  },
  pause: { licence: 'MIT', reason: 'In its Readme.md.' },
};

/** Whether a package may be here: every licence of an AND, one of an OR. */
export function mayBeUsed(name: string, licence: string | undefined): boolean {
  if (licence === undefined)
    return satisfies(statedElsewhere[name]?.licence ?? ownLicences[name]?.licence ?? '');
  return satisfies(licence) || [exceptions, ownLicences].some((list) => list[name]?.licence === licence);
}

/** What a refusal says: which package, which licence, what to do. */
export function refusalOf(name: string, licence: string | undefined): string {
  const stated =
    licence === undefined ? 'states no licence' : `has the licence ${licence}, which is not on the list`;
  return `${name} ${stated} (scripts/supply-chain/licences.ts). Replace it, or read its licence and add it to own/licences.ts.`;
}

/** SPDX expressions as they occur: one operator, perhaps in parentheses. */
function satisfies(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(satisfies);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(satisfies);
  return allowed.has(bare);
}
