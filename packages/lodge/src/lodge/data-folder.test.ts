import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LodgeInUseError } from '../errors/lodge-in-use-error.ts';
import { identify } from '../machine/processes.ts';
import { claimDataFolder } from './data-folder.ts';

const MANY = 20;
const ROUNDS = 5;

/** The record of a process that has ended. */
async function recordOfKilled(): Promise<string> {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return JSON.stringify({ pid, started: '1' });
}

const leaveOwner = async (root: string) => writeFile(join(root, 'owner.json'), await recordOfKilled());

async function leaveRemoval(root: string): Promise<void> {
  await leaveOwner(root);
  await writeFile(join(root, 'owner.json.removal'), await recordOfKilled());
}

describe('a data folder of the lodge', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it.each([
    ['it is new', async () => undefined],
    ['it was left by a run that was killed', leaveOwner],
    ['it was left by a run that was killed while it removed what another one had left', leaveRemoval],
  ])(
    'is claimed by one of several runs at the same moment, and the others learn its owner, when %s',
    async (_when, prepare) => {
      await prepare(root);
      const claims = await Promise.allSettled(Array.from({ length: MANY }, () => claimDataFolder(root)));

      const refusals = claims.filter((claim) => claim.status === 'rejected').map(({ reason }) => reason);
      expect(refusals).toHaveLength(MANY - 1);
      expect(refusals.filter((reason) => !(reason instanceof LodgeInUseError))).toEqual([]);
      expect(await readdir(root)).toEqual(['owner.json']);
    },
  );

  it('is claimed by one of several runs that wait for the end of the run before', async () => {
    // Each run looks at moments of its own: the order in which two runs once succeeded comes up in most of the rounds.
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      await once(before, 'spawn');
      await writeFile(join(root, 'owner.json'), JSON.stringify(await identify(before.pid!)));
      const claims: Promise<boolean>[] = [];
      for (let count = 0; count < MANY; count += 1) {
        claims.push(
          claimDataFolder(root).then(
            () => true,
            () => false,
          ),
        );
        await delay(2);
      }
      before.kill('SIGKILL');
      expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
    }
  });

  it('is claimed by the next run when the record of its owner is truncated', async () => {
    await writeFile(join(root, 'owner.json'), '{"pid":');

    const folder = await claimDataFolder(root);

    await expect(claimDataFolder(root)).rejects.toBeInstanceOf(LodgeInUseError);
    await folder.release();
    expect(await readdir(root)).toEqual([]);
  });
});
