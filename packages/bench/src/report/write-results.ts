import { readFile, writeFile } from 'node:fs/promises';

const page = new URL('../../../../docs/performance.md', import.meta.url);
const [begin, end] = ['<!-- results: npm run bench -- --write -->', '<!-- end of results -->'];

/** Puts the last results into docs/performance.md, between its two marks. */
export async function writeResults(machineAndDate: string, results: string): Promise<void> {
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from)
    throw new Error(`docs/performance.md has no place for results (${begin} … ${end}).`);
  const written = `${text.slice(0, from + begin.length)}\n\n${machineAndDate}\n\n${results}\n\n${text.slice(to)}`;
  await writeFile(page, written);
}
