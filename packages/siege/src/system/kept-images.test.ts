import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Image, Images } from './checkout.ts';
import { buildOrReuse } from './kept-images.ts';

describe('images kept for the next run', () => {
  let folder: string;
  let built: number;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gnar-kept-'));
    built = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** A checkout whose build leaves a folder where temporary files go, as the real one does. */
  const checkoutAt = async (name: string) => {
    const at = join(folder, name);
    await mkdir(at);
    writeFileSync(join(at, 'piste.ts'), 'one');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: at });
    git('init', '--quiet');
    git('add', '.');
    git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'one');
    const buildImages = async (): Promise<Images> => {
      built += 1;
      const root = mkdtempSync(join(process.env['TMPDIR'] ?? '', 'image-'));
      const image: Image = { root, workdir: '/app', environment: {}, entrypoint: [], command: [] };
      return Promise.resolve({
        byService: { piste: image },
        remove: () => Promise.resolve(),
      });
    };
    return { folder: at, buildImages };
  };
  const kept = () => join(folder, 'kept');
  const rootOf = async (checkout: Awaited<ReturnType<typeof checkoutAt>>) =>
    (await buildOrReuse(checkout, kept(), folder)).byService['piste']?.root ?? '';

  it('are built once for the same source', async () => {
    const checkout = await checkoutAt('one');
    expect(await rootOf(checkout)).toBe(await rootOf(checkout));
    expect(built).toBe(1);
  });

  it('are built again when a file changes, and the old ones are removed', async () => {
    const checkout = await checkoutAt('one');
    const old = await rootOf(checkout);
    writeFileSync(join(checkout.folder, 'piste.ts'), 'two');
    const fresh = await rootOf(checkout);
    expect([existsSync(old), existsSync(fresh), built]).toEqual([false, true, 2]);
  });

  it('are built again for another checkout', async () => {
    await rootOf(await checkoutAt('one'));
    await rootOf(await checkoutAt('other'));
    expect(built).toBe(2);
  });
});
