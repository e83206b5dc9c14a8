import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { Names } from './names.ts';

/** A list of a fork, in which a feature has a line. */
interface OwnList {
  readonly file: string;
  /** What stands before the list's opening bracket. */
  readonly before: RegExp;
  readonly lines: (names: Names) => { readonly head: string; readonly entry: string };
}

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

/** @throws Error with the lines to write by hand, when the list has another form than ours */
export async function addToList({ file, before, lines }: OwnList, names: Names): Promise<void> {
  const { head, entry } = lines(names);
  const path = join(root, file);
  const text = await readFile(path, 'utf8');
  const opening = before.exec(text);
  if (opening === null) throw new Error(`${file} has no list of the form ${before}: add\n${head}\n${entry}`);
  const start = opening.index + opening[0].length;
  const imports = text.lastIndexOf('\nimport ', start);
  const end = imports < 0 ? 0 : text.indexOf(';\n', imports) + 2;
  const withEntry = `${text.slice(end, start)}\n  ${entry}${text.slice(start)}`;
  await writeFile(path, `${text.slice(0, end)}${head}${withEntry}`);
}
