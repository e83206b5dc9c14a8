import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkout, Images } from './checkout.ts';

const LIST = 'images.json';

/** Builds the images into `kept`, or takes those that are there; without `kept` they live in `folder`, and go with it. */
export async function buildOrReuse(
  checkout: Checkout,
  kept: string | undefined,
  folder: string,
): Promise<Images> {
  const list = kept && join(kept, LIST);
  if (list && existsSync(list)) {
    const images = JSON.parse(await readFile(list, 'utf8')) as Omit<Images, 'remove'>;
    return { ...images, remove: async () => undefined };
  }
  const home = join(kept ?? folder, 'images');
  await mkdir(home, { recursive: true });
  const images = await inTemporaryFolder(home, () => checkout.buildImages());
  if (!list) return images;
  const { piste, offPiste, powder } = images;
  const kinds = { piste, offPiste, powder };
  await writeFile(list, JSON.stringify(kinds));
  return { ...kinds, remove: async () => undefined };
}

/** What the checkout makes in the system's temporary folder it makes in ours, which is removed whatever happens. */
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
