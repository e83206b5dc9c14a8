import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = /\.(?:html|js|css|svg|json|txt|webmanifest)$/;
/** Below this a compressed answer is no smaller on the wire: it fits in one packet either way. */
const smallestBytes = 1024;

/** Puts `<file>.gz` and `<file>.br` beside each file that gains by it. The same input gives the same bytes. */
export async function precompress(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && compressible.test(entry.name));
  await Promise.all(files.map(({ parentPath, name }) => compress(join(parentPath, name))));
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < smallestBytes) return;
  const smaller = {
    gz: await promisify(gzip)(content, { level: 9 }),
    br: await promisify(brotliCompress)(content, {
      params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
    }),
  };
  for (const [extension, bytes] of Object.entries(smaller)) {
    if (bytes.length < content.length) await writeFile(`${file}.${extension}`, bytes);
  }
}
