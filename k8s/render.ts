import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findKustomize } from './rendering/kustomize.ts';
import { overlayNames, readRendered, renderedFile, root } from './rendering/overlays.ts';

const usage = `Usage: npm run k8s:render -- <overlay> [--write]

Writes an overlay's documents to standard output: rendered afresh where kubectl or kustomize is on PATH, else as they are
committed in k8s/rendered. With --write they are also written there.

Overlays: ${overlayNames().join(', ')}
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const order = readOrder();
  if (order === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const { overlay, write } = order;
  const render = await findKustomize();
  if (render === undefined) {
    process.stderr.write('Neither kubectl nor kustomize is on PATH: these are the committed documents.\n');
    if (write) return 1;
    process.stdout.write(readRendered(overlay));
    return 0;
  }
  const documents = await render(`${root}overlays/${overlay}`);
  if (write) writeFileSync(renderedFile(overlay), documents);
  process.stdout.write(documents);
  return 0;
}

function readOrder(): { overlay: string; write: boolean } | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { write: { type: 'boolean', default: false } },
    });
    const [overlay, ...rest] = positionals;
    if (overlay === undefined || rest.length > 0 || !overlayNames().includes(overlay)) return undefined;
    return { overlay, write: values.write };
  } catch {
    return undefined;
  }
}
