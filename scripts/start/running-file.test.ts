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

  it('does not prevent a start when the run that it names was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeRunning(folder, run({ ...ours, pid }));
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('does not prevent a start when the process id of the killed run is reused', async () => {
    writeRunning(folder, run({ ...ours, started: 'before' }));
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('is removed by its own run, and not by another run that exits because this one is running', async () => {
    writeRunning(folder, run(ours));
    removeRunning(folder, { ...ours, pid: ours.pid + 1 });
    removeRunning(folder, { ...ours, started: 'later' });
    await expect(findRunning(folder)).resolves.toEqual(run(ours));
    removeRunning(folder, ours);
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });

  it('does not prevent a start when it is missing or truncated', async () => {
    await expect(findRunning(folder)).resolves.toBeUndefined();
    writeFileSync(join(folder, 'running.json'), '{"pid": 1');
    await expect(findRunning(folder)).resolves.toBeUndefined();
  });
});
