import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Checkout, Images } from './checkout.ts';

const run = promisify(execFile);
const LIST = 'images.json';

interface KeptImages extends Omit<Images, 'remove'> {
  /** Of the source that they were built from. */
  readonly source: string;
}

/**
 * Builds the images into `kept`, or takes those that are there and were built from the same source; without `kept` they
 * live in `folder`, and go with it.
 */
export async function buildOrReuse(
  checkout: Pick<Checkout, 'folder' | 'buildImages'>,
  kept: string | undefined,
  folder: string,
): Promise<Images> {
  if (kept === undefined) return buildIn(folder, checkout);
  const list = join(kept, LIST);
  const source = await sourceOf(checkout.folder);
  if (existsSync(list)) {
    // Written below.
    const { source: known, byService } = JSON.parse(await readFile(list, 'utf8')) as KeptImages;
    if (known === source) return { byService, remove: async () => undefined };
    await rm(join(kept, 'images'), { recursive: true, force: true });
  }
  const { byService } = await buildIn(kept, checkout);
  await writeFile(list, JSON.stringify({ source, byService } satisfies KeptImages));
  return { byService, remove: async () => undefined };
}

async function buildIn(folder: string, checkout: Pick<Checkout, 'buildImages'>): Promise<Images> {
  const home = join(folder, 'images');
  await mkdir(home, { recursive: true });
  return inTemporaryFolder(home, () => checkout.buildImages());
}

/** Names a checkout with its changes that are not committed; of new files only the names. @throws where there is no git */
async function sourceOf(folder: string): Promise<string> {
  const git = async (...args: string[]) =>
    (await run('git', args, { cwd: folder, maxBuffer: 256 << 20 })).stdout;
  const state = [
    await git('rev-parse', 'HEAD'),
    await git('diff', 'HEAD'),
    await git('status', '--porcelain'),
  ];
  return createHash('sha256')
    .update([folder, ...state].join('\0'))
    .digest('hex');
}

/** Gives the checkout a temporary folder inside ours, which is always removed. */
async function inTemporaryFolder<Result>(home: string, act: () => Promise<Result>): Promise<Result> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = home;
  try {
    return await act();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
