import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startLodge } from '../index.ts';

jest.setTimeout(60_000);

const run = promisify(execFile);

/** Both obstacles take root to build: another user to run as, a disk of a chosen size. */
const isRoot = process.getuid?.() === 0;
const itAsRoot = isRoot ? it : it.skip;
const canMount = isRoot && (await mountsWork());
const itWithSmallDisk = canMount ? it : it.skip;

describe('Postgres under root', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  itAsRoot('names the folder that its user may not enter, and says what to do', async () => {
    const dataDir = join(folder, 'lodge');

    const start = startLodge({ dataDir, services: ['postgres'] });

    await expect(start).rejects.toMatchObject({ service: 'postgres', code: 'path_not_traversable' });
    await expect(start).rejects.toThrow(`chmod o+x ${folder}`);
  });

  itAsRoot('does not run as root', async () => {
    const lodge = await startLodge({ services: ['postgres'] });

    const { stdout } = await run('ps', ['-o', 'uid=', '-p', `${lodge.pid('postgres')}`]);

    expect(Number(stdout)).toBeGreaterThan(0);
    await lodge.stop();
  });
});

describe('Postgres on a full disk', () => {
  itWithSmallDisk('says how much room it needs', async () => {
    const disk = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    await run('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=755', 'tmpfs', disk]);
    try {
      const start = startLodge({ dataDir: disk, services: ['postgres'] });

      await expect(start).rejects.toMatchObject({ service: 'postgres', code: 'disk_full' });
      await expect(start).rejects.toThrow(/needs 128 MB, and the disk of .* has [78] MB left/);
    } finally {
      await run('umount', [disk]);
      await rm(disk, { recursive: true });
    }
  });
});

async function mountsWork(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    await run('umount', [folder]);
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true });
  }
}
