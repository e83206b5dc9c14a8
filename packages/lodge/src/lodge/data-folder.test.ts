import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LodgeInUseError } from '../errors/lodge-in-use-error.ts';
import { claimDataFolder } from './data-folder.ts';

const MANY = 20;

describe('a data folder', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('goes to one of several runs that claim it at the same moment, and tells the others who has it', async () => {
    const claims = await Promise.allSettled(Array.from({ length: MANY }, () => claimDataFolder(root)));

    const refusals = claims.filter((claim) => claim.status === 'rejected').map(({ reason }) => reason);
    expect(refusals).toHaveLength(MANY - 1);
    expect(refusals.filter((reason) => !(reason instanceof LodgeInUseError))).toEqual([]);
  });

  it('goes to the next one when the record of its owner is torn', async () => {
    await writeFile(join(root, 'owner.json'), '{"pid":');

    const folder = await claimDataFolder(root);

    await expect(claimDataFolder(root)).rejects.toBeInstanceOf(LodgeInUseError);
    await folder.release();
    expect(await readdir(root)).toEqual([]);
  });
});
