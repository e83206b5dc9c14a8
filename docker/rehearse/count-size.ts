import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';

export interface ContentSize {
  readonly files: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** As a registry keeps and counts a layer, but for the headers of its archive. */
  readonly compressedBytes: number;
}

/** Counts what an image holds. Links to elsewhere count nothing. */
export async function countSize(root: string): Promise<ContentSize> {
  const names = (await readdir(root, { recursive: true })).sort();
  const archive = createGzip();
  let compressedBytes = 0;
  archive.on('data', (chunk: Buffer) => (compressedBytes += chunk.length));
  const ended = new Promise((resolve, reject) => archive.on('end', resolve).on('error', reject));
  let [files, bytes] = [0, 0];
  for (const name of names) {
    const stats = await lstat(join(root, name));
    if (!stats.isFile()) continue;
    files += 1;
    bytes += stats.size;
    archive.write(await readFile(join(root, name)));
  }
  archive.end();
  await ended;
  return { files, bytes, compressedBytes };
}
