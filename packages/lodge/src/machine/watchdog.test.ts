import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Watchdog } from './watchdog.ts';

describe('a watchdog', () => {
  let folder: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gnar-watchdog-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const program = () => {
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    children.push(child);
    return { child, pid: child.pid ?? 0, ended: once(child, 'exit') };
  };

  it('kills the watched processes at its end, and not the forgotten ones', async () => {
    const watchdog = new Watchdog(folder);
    const [left, forgotten] = [program(), program()];
    watchdog.watch(left.pid);
    watchdog.watch(forgotten.pid);
    watchdog.forget(forgotten.pid);
    await watchdog.end();
    expect(await left.ended).toEqual([null, 'SIGKILL']);
    expect([forgotten.child.exitCode, forgotten.child.signalCode]).toEqual([null, null]);
  });

  it('can be ended twice', async () => {
    const watchdog = new Watchdog(folder);
    await watchdog.end();
    await watchdog.end();
  });
});
