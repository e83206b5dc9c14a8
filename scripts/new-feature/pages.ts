import { posix } from 'node:path';

/**
 * A page of Markdown without what leads to removed files: items of lists and rows of tables with a link to one, and their
 * paths in code where these stand among others: `` `features/trips`, ``.
 */
export function withoutLinks(
  file: string,
  text: string,
  folders: readonly string[],
  isRemoved: (path: string) => boolean,
): string {
  const leads = (line: string) =>
    [...line.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].some(([, target = '']) =>
      isRemoved(posix.join(posix.dirname(file), target)),
    );
  const lines = text.split('\n').filter((line) => !(/^(?:- |\| )/.test(line) && leads(line)));
  const tails = folders.map((folder) => folder.split('/').slice(-2).join('/'));
  return tails.reduce(
    (rest, tail) => rest.replaceAll(`\`${tail}\`, `, '').replaceAll(`, \`${tail}\``, ''),
    lines.join('\n'),
  );
}
