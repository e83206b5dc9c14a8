import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { endOfChild } from '../machine/end-of-child.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { stopChild } from '../machine/stop-child.ts';
import { failedStart } from '../supervisor/failed-start.ts';
import { type KeptServer, keep } from '../supervisor/keep.ts';
import { untilRedisAnswers } from './until-redis-answers.ts';

export interface RedisServerSettings {
  /** The program, an absolute path. */
  program: string;
  port: number;
  /** Where the append-only file lives, and whether there is one. */
  folder: string;
  durable: boolean;
}

/** How long a clean stop may take; in milliseconds. */
const STOP_LIMIT = 3000;

keep<RedisServerSettings>(async ({ program, port, folder, durable }, leaving) => {
  await mkdir(folder, { recursive: true });
  const child = spawn(program, flags(port, folder, durable), { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = endOfChild(child).then((how) => `redis-server ended: ${how}`);
  const kept: KeptServer = {
    pid: child.pid ?? 0,
    ended,
    stop: () => stopChild(child, ['SIGTERM', 'SIGKILL'], STOP_LIMIT),
  };
  try {
    await Promise.race([
      untilRedisAnswers(LOOPBACK, port, leaving),
      ended.then((how) => failedStart(how, port)),
    ]);
  } catch (error) {
    await kept.stop();
    throw error;
  }
  return kept;
});

function flags(port: number, folder: string, durable: boolean): string[] {
  const persistence = ['--save', '', '--appendonly', durable ? 'yes' : 'no'];
  return ['--bind', LOOPBACK, '--port', `${port}`, '--dir', folder, ...persistence];
}
