import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';

/** Where the results of a program stand in the documentation: between two comments. */
export interface ResultsPlace {
  readonly page: string;
  readonly begin: string;
  readonly end: string;
}

/** Puts paragraphs and tables there, instead of the last ones. @throws when the page has no such place */
export async function writeResults(
  { page, begin, end }: ResultsPlace,
  ...blocks: readonly string[]
): Promise<void> {
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${page} has no place for results: ${begin} … ${end}`);
  const parts = [text.slice(0, from + begin.length), ...blocks, text.slice(to)];
  await writeFile(page, parts.join('\n\n'));
}

/** The machine that the results were measured on, as the documentation names it. */
export function describeMachine(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${memory}, Node ${process.versions.node}`;
}
