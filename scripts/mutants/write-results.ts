import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../root.ts';

const page = join(root, 'docs/security-testing.md');
const [begin, end] = ['<!-- mutants -->', '<!-- end of mutants -->'];

/** Puts the last results into docs/security-testing.md, between its two marks. */
export async function writeResults(circumstances: string, results: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${page} has no place for results (${begin} … ${end}).`);
  const head = text.slice(0, from + begin.length);
  await writeFile(page, `${head}\n\n${circumstances}\n\n${results}\n\n${text.slice(to)}`);
}
