import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const tether = fileURLToPath(new URL('./tether.cjs', import.meta.url));

const starter = (program: string) => `
  const args = ['--require', ${JSON.stringify(tether)}, '-e', ${JSON.stringify(program)}];
  require('node:child_process').spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
`;

const ready = 'console.log(process.pid);';

describe('a program whose starter is killed', () => {
  it.concurrent.each([
    ['is idle', `${ready} setInterval(() => {}, 1000)`],
    ['hangs', `setTimeout(() => { ${ready} for (;;); }, 500)`],
    ['ignores the request to stop', `process.on('SIGTERM', () => {}); ${ready} setInterval(() => {}, 1000)`],
  ])('ends within 10 s when it %s', async (_what, program) => {
    const parent = spawn(process.execPath, ['-e', starter(program)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(parent.stdout, 'data');
    // Only when the program, which shares its starter's output, has ended as well.
    const ended = once(parent, 'close').then(() => 'ended');
    parent.kill('SIGKILL');
    const outcome = await Promise.race([ended, sleep(10_000, 'still there', { ref: false })]);
    if (outcome === 'still there') process.kill(Number(pid), 'SIGKILL');
    expect(outcome).toBe('ended');
  });

  it('ends within 10 s when the starter was killed before it was loaded', async () => {
    const killed = `${starter('setInterval(() => {}, 1000)')} process.kill(process.pid, 'SIGKILL');`;
    const parent = spawn(process.execPath, ['-e', killed], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(parent, 'close').then(() => 'ended');
    await expect(Promise.race([ended, sleep(10_000, 'still there', { ref: false })])).resolves.toBe('ended');
  });
});
