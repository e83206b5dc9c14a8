import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findRunning, writeRunning } from './running-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-running-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (pid: number) => ({ pid, addresses: { powder: 'http://localhost:3000' }, processes: {} });

describe('the record of what is running', () => {
  it('names the run that is alive', () => {
    writeRunning(folder, run(process.pid));
    expect(findRunning(folder)).toEqual(run(process.pid));
  });

  it('does not hold up a start when the run that it names was killed', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeRunning(folder, run(pid));
    expect(findRunning(folder)).toBeUndefined();
  });

  it('does not hold up a start when it is missing or torn', () => {
    expect(findRunning(folder)).toBeUndefined();
    writeFileSync(join(folder, 'running.json'), '{"pid": 1');
    expect(findRunning(folder)).toBeUndefined();
  });
});
