import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownCheckout } from '../system/checkout.ts';

const page = join(ownCheckout, 'docs/security-testing.md');
const END = '<!-- end of results -->';

/** Puts the last results into docs/security-testing.md, behind the mark of this product or of the older one. */
export async function writeResults(isOlder: boolean, machineAndDate: string, results: string): Promise<void> {
  const begin = `<!-- results: npm run attack -- ${isOlder ? '--against … ' : ''}--write -->`;
  const text = await readFile(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(END, from);
  if (from === -1 || to === -1)
    throw new Error(`docs/security-testing.md has no place for results (${begin} … ${END}).`);
  const head = text.slice(0, from + begin.length);
  await writeFile(page, `${head}\n\n${machineAndDate}\n\n${results}\n\n${text.slice(to)}`);
}
