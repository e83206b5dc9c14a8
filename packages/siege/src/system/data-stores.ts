import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startLodge, type Lodge, type LodgeServiceName } from '@gnar/lodge';
import { debianProgram } from '@gnar/lodge/debian';
import { Program, type Component } from './component.ts';
import type { Watchdog } from '@gnar/lodge/watchdog';

/** Everything outside our code, each part killable; what was written survives a kill, as in production. */
export interface DataStores {
  readonly lodge: Lodge;
  readonly components: Readonly<Record<LodgeServiceName, Component>>;
  /** `redis-server` of Debian, or the lodge's own where it cannot be had. */
  readonly redis: string;
}

export async function startDataStores(folder: string, port: number, watchdog: Watchdog): Promise<DataStores> {
  const redis = await startRealRedis(folder, port, watchdog);
  try {
    const lodge = await startLodge({
      dataDir: join(folder, 'lodge'),
      redisEndpoint: redis && `127.0.0.1:${port}`,
    });
    const part = (name: LodgeServiceName) => new LodgePart(lodge, name);
    return {
      lodge,
      redis: redis ? 'redis-server' : lodge.redis.flavour,
      components: {
        postgres: part('postgres'),
        redis: redis ?? part('redis'),
        sqs: part('sqs'),
        ses: part('ses'),
        stubs: part('stubs'),
      },
    };
  } catch (error) {
    await redis?.kill('SIGKILL');
    throw error;
  }
}

/** With a log of every write, so that a restart after a hard kill finds what was acknowledged. */
async function startRealRedis(
  folder: string,
  port: number,
  watchdog: Watchdog,
): Promise<Program | undefined> {
  const program = await debianProgram('redis-server');
  if ('missing' in program) return undefined;
  const data = join(folder, 'redis');
  await mkdir(data);
  const settings = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', data, '--save', ''];
  const redis = new Program(
    {
      name: 'redis',
      argv: [program.path, ...settings, '--appendonly', 'yes', '--appendfsync', 'everysec'],
      environment: { PATH: process.env['PATH'], ...program.env },
      logFile: join(folder, 'redis.log'),
      isUp: () => answersPing(port),
    },
    watchdog,
  );
  await redis.start();
  return redis;
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(1000, () => end(false));
    socket.on('data', (answer) => end(answer.toString().startsWith('+PONG'))).on('error', () => end(false));
  });
}

/** The lodge restarts what dies; here it stays down until it is started again. */
class LodgePart implements Component {
  readonly #lodge: Lodge;
  readonly #name: LodgeServiceName;

  constructor(lodge: Lodge, name: LodgeServiceName) {
    this.#lodge = lodge;
    this.#name = name;
  }

  get pid(): number | undefined {
    return this.#lodge.pid(this.#name);
  }

  start(): Promise<void> {
    return this.#lodge.startService(this.#name);
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGQUIT'): Promise<void> {
    const { pid } = this;
    if (signal === 'SIGKILL' && pid !== undefined) process.kill(pid, signal);
    await this.#lodge.stopService(this.#name);
  }

  /** The lodge keeps it. */
  output(): string {
    return '';
  }
}
