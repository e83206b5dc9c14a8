/** Types, source maps, sources, prose: nothing that node loads. */
const forPeople =
  /(?:\.(?:map|md|markdown|mdx|ts|mts|cts|tsx|flow|tsbuildinfo|eslintrc|npmignore)|\.test\.js)$/i;
const legalName = /(?:^|\/)(?:licen[cs]e|notice|copying|copyright)[^/]*$/i;

/** Folders at the top of a package that hold no code of it. */
const besides = /^(?:tests?|__tests__|docs|examples?|bench(?:marks?)?|coverage|\.github|testing)\//i;

/** Packages that bring whole builds for others beside the one that node takes. */
const otherBuilds: Readonly<Record<string, RegExp>> = {
  // Only these two are sent to browsers, by the page of the API.
  'swagger-ui-dist': /^(?!swagger-ui-bundle\.js$|swagger-ui\.css$|package\.json$)/,
  // For bundlers and browsers: node takes what package.json exports to it.
  '@aws-sdk': /^dist-(?:es|types)\/|\.(?:browser|native)\.js$/,
  '@smithy': /^dist-(?:es|types)\/|\.(?:browser|native)\.js$/,
  zxcvbn: /^(?:dist|src|data|data-scripts|demo)\//,
};

/** Whether a file of a package is its licence, or what the licence wants kept. */
export function isLegal(file: string): boolean {
  return legalName.test(file);
}

/**
 * Whether node may load a file of a package, or the law wants it there.
 *
 * @param file its path within the package, with forward slashes.
 */
export function isNeededAtRunTime(packageName: string, file: string): boolean {
  if (isLegal(file)) return true;
  if (forPeople.test(file) || besides.test(file)) return false;
  const others = otherBuilds[packageName] ?? otherBuilds[packageName.split('/')[0] ?? ''];
  return others?.test(file) !== true;
}
