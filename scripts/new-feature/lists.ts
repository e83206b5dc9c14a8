import type { Names } from './names.ts';

/** A list of a fork, in which a feature has a line. */
interface OwnList {
  readonly file: string;
  /** What stands before the list's opening bracket. */
  readonly before: RegExp;
  readonly lines: (names: Names) => { readonly head: string; readonly entry: string };
}

/** Why a line cannot be added to a list, as a sentence for its user. */
export class NotAList extends Error {}

export const ownLists: readonly OwnList[] = [
  {
    file: 'packages/contract/src/own/operations.ts',
    before: /export const ownOperations = \{/,
    lines: ({ file, plural }) => ({
      head: `import { ${plural}Operations } from './${file}.ts';\nexport * from './${file}.ts';\n`,
      entry: `...${plural}Operations,`,
    }),
  },
  ...['services/piste/src/own/features.ts', 'services/powder/src/own/features.ts'].map((list) => ({
    file: list,
    before: /export const ownFeatures\b[^=]*= \[/,
    lines: ({ file, plural }: Names) => ({
      head: `import { ${plural} } from './${file}/feature.ts';\n`,
      entry: `${plural},`,
    }),
  })),
];

/**
 * The list's text with the feature's lines.
 *
 * @throws NotAList with the lines to write by hand, when the list has another form than ours
 */
export function withLine({ file, before, lines }: OwnList, text: string, names: Names): string {
  const { head, entry } = lines(names);
  const opening = before.exec(text);
  const start = opening === null ? 0 : opening.index + opening[0].length;
  const imports = `\n${text}`.lastIndexOf('\nimport ', start);
  const semicolon = text.indexOf(';\n', Math.max(imports, 0));
  if (opening === null || (imports >= 0 && (semicolon < 0 || semicolon > opening.index)))
    throw new NotAList(`${file} has another form than new:feature knows: add\n${head}\n${entry}`);
  const end = imports < 0 ? 0 : semicolon + 2;
  return `${text.slice(0, end)}${head}${text.slice(end, start)}\n  ${entry}${text.slice(start)}`;
}
