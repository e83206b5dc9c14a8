import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const tiedProcess = fileURLToPath(new URL('../../rehearsal/tied-process.ts', import.meta.url));
/** Takes SIGHUP for a reload, as nginx does. */
const program = `process.on('SIGHUP', () => undefined); setInterval(() => undefined, 1000);
  require('node:fs').writeSync(1, String(process.pid));`;
/** Starts the program and leaves it to its fate. */
const starter = `import { TiedProcess } from ${JSON.stringify(tiedProcess)};
  new TiedProcess([process.execPath, '--eval', process.argv[1]], process.env, 1);
  setInterval(() => undefined, 1000);`;

async function start(): Promise<{ child: ChildProcess; pid: number }> {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(
    process.execPath,
    [...flags, '--input-type=module-typescript', '--eval', starter, program],
    { detached: true, stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env['PATH'] } },
  );
  const [pid] = await once(child.stdout, 'data');
  return { child, pid: Number(String(pid)) };
}

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a tied process', () => {
  it.each([
    ['is killed', 'SIGKILL', 1],
    ['loses its terminal', 'SIGHUP', -1],
  ] as const)('ends when its starter %s', async (_, signal, sign) => {
    const { child, pid } = await start();
    expect(isThere(pid)).toBe(true);
    process.kill(sign * child.pid!, signal);
    for (let tries = 0; tries < 100 && isThere(pid); tries++) await sleep(50);
    expect(isThere(pid)).toBe(false);
  });
});
