import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { identify, type ProcessIdentity } from '@gnar/lodge/processes';
import { findRunning, removeRunning, writeRunning } from './running-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = ({ pid, started }: ProcessIdentity) => ({
  pid,
  started,
  addresses: { powder: 'http://localhost:3000' },
  processes: {},
});

describe('the record of what is running', () => {
  let ours: ProcessIdentity;
  beforeAll(async () => {
    const found = await identify(process.pid);
    if (found === undefined) throw new Error('The system does not know this process');
    ours = found;
  });

  it('names the run that is alive', async () => {
    writeRunning(folder, run(ours));
    await expect(findRunning(folder)).resolves.toEqual(run(ours));
  });

  it('does not hold up a start when the run that it names was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeRunning(folder, run({ ...ours, pid }));
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('does not hold up a start when the number of the killed run is now another process', async () => {
    writeRunning(folder, run({ ...ours, started: 'before' }));
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('goes with its own run, and not with another one that ends because this one is running', async () => {
    writeRunning(folder, run(ours));
    removeRunning(folder, { ...ours, pid: ours.pid + 1 });
    removeRunning(folder, { ...ours, started: 'later' });
    await expect(findRunning(folder)).resolves.toEqual(run(ours));
    removeRunning(folder, ours);
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('does not hold up a start when it is missing or torn', async () => {
    await expect(findRunning(folder)).resolves.toBeUndefined();
    writeFileSync(join(folder, 'running.json'), '{"pid": 1');
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });
});
