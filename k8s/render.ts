import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { entries, manifestOf } from '../services.ts';
import { findKustomize } from './rendering/kustomize.ts';
import { overlayNames, readRendered, renderedFile, root } from './rendering/overlays.ts';
import { writeFiles } from './rendering/services/files.ts';

const usage = `Usage: npm run k8s:render -- <overlay> [--write]
       npm run k8s:render -- all --write

Prints the documents of an overlay: rendered anew if kubectl or kustomize is on PATH, else as committed in k8s/rendered.
With --write it also writes them there, and first every file that follows from services.ts; "all" only writes.

Overlays: ${overlayNames().join(', ')}
`;

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});

async function main(): Promise<number> {
  const order = readOrder();
  if ('mistake' in order) {
    process.stderr.write(`${order.mistake}\n\n${usage}`);
    return 2;
  }
  const { overlays, write, print } = order;
  if (write) {
    for (const path of writeFiles(manifestOf(entries), root)) process.stdout.write(`k8s/${path}\n`);
  }
  const render = await findKustomize();
  if (render === undefined) {
    process.stderr.write('Neither kubectl nor kustomize is on PATH: these are the committed documents.\n');
    if (write) return 1;
    for (const overlay of overlays) process.stdout.write(readRendered(overlay));
    return 0;
  }
  for (const overlay of overlays) {
    const documents = await render(`${root}overlays/${overlay}`);
    if (write) writeFileSync(renderedFile(overlay), documents);
    process.stdout.write(print ? documents : `k8s/rendered/${overlay}.yaml\n`);
  }
  return 0;
}

interface Order {
  readonly overlays: readonly string[];
  readonly write: boolean;
  readonly print: boolean;
}

function readOrder(): Order | { readonly mistake: string } {
  const read = readWords();
  if ('mistake' in read) return read;
  const { words, write } = read;
  const [overlay, ...rest] = words;
  if (overlay === undefined) return { mistake: 'Which overlay?' };
  if (rest.length > 0) return { mistake: `One overlay at a time, or all: ${words.join(' ')}` };
  if (overlay === 'all') {
    if (write) return { overlays: overlayNames(), write, print: false };
    return { mistake: 'All of them are written, not printed: add --write.' };
  }
  if (!overlayNames().includes(overlay)) return { mistake: `There is no overlay ${overlay}.` };
  return { overlays: [overlay], write, print: true };
}

function readWords(): { words: string[]; write: boolean } | { mistake: string } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { write: { type: 'boolean', default: false } },
    });
    return { words: positionals, write: values.write };
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
}
