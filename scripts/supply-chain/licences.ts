/**
 * Licences that ask for no more than to be named, by their SPDX identifiers: anybody may sell what is built on this starter and
 * keep it closed.
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
}

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
  'spdx-exceptions': { licence: 'CC-BY-3.0', reason: 'A list of licences, for lint tools; in no image.' },
  '@cdktf/hcl-tools': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped to anybody.',
  },
  '@cdktf/hcl2json': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped to anybody.',
  },
  '@cdktf/provider-aws': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped to anybody.',
  },
  '@cdktn/provider-aws': {
    licence: 'MPL-2.0',
    reason: 'Infrastructure: unchanged, and never shipped to anybody.',
  },
  cdktf: { licence: 'MPL-2.0', reason: 'Infrastructure: unchanged, and never shipped to anybody.' },
  cdktn: { licence: 'MPL-2.0', reason: 'Infrastructure: unchanged, and never shipped to anybody.' },
  jsonify: { licence: 'Public Domain', reason: 'Free of all rights, in words that are no SPDX identifier.' },
};

/**
 * Packages whose manifest states no `license`, each with the one that its files state, read by us. They serve
 * tests and the benchmark and are in no image.
 */
export const statedElsewhere: Readonly<Record<string, Exception>> = {
  busboy: { licence: 'MIT', reason: 'In its LICENSE, and in the old form "licenses" of its manifest.' },
  'passport-local': {
    licence: 'MIT',
    reason: 'In its LICENSE, and in the old form "licenses" of its manifest.',
  },
  'passport-strategy': {
    licence: 'MIT',
    reason: 'In its LICENSE, and in the old form "licenses" of its manifest.',
  },
  pause: { licence: 'MIT', reason: 'In its Readme.md.' },
  streamsearch: { licence: 'MIT', reason: 'In its LICENSE, and in the old form "licenses" of its manifest.' },
};

/** Whether a package may be here: every licence of an AND, one of an OR. */
export function mayBeUsed(name: string, licence: string | undefined): boolean {
  if (licence === undefined) return satisfies(statedElsewhere[name]?.licence ?? '');
  return satisfies(licence) || exceptions[name]?.licence === licence;
}

/** SPDX expressions as they occur: one operator, perhaps in parentheses. */
function satisfies(expression: string): boolean {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (bare.includes(' OR ')) return bare.split(' OR ').some(satisfies);
  if (bare.includes(' AND ')) return bare.split(' AND ').every(satisfies);
  return allowed.has(bare);
}
