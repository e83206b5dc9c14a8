import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { KeeperError } from '../errors/keeper-error.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';
import { ping } from './ping.ts';

export interface RedisServerSettings {
  /** The program, an absolute path. */
  program: string;
  port: number;
  /** Where the append-only file lives, and whether there is one. */
  folder: string;
  durable: boolean;
}

const POLL = 10;
const STOP_LIMIT = 3000;

keep<RedisServerSettings>(async ({ program, port, folder, durable }, leaving) => {
  await mkdir(folder, { recursive: true });
  const child = spawn(
    program,
    [
      '--bind',
      LOOPBACK,
      '--port',
      `${port}`,
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      durable ? 'yes' : 'no',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const ended = once(child, 'exit').then(
    ([code, signal]) => `redis-server ended (${signal ?? `exit code ${code}`})`,
  );
  let isOver = false;
  void ended.finally(() => (isOver = true));

  while (!(await ping(LOOPBACK, port))) {
    if (isOver) throw new KeeperError('start_failed', `${await ended}, see its log`);
    await delay(POLL, undefined, { signal: leaving });
  }
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await Promise.race([ended, delay(STOP_LIMIT, undefined, { ref: false })]);
      child.kill('SIGKILL');
    },
  };
});
