import { debianProgram } from '@gnar/lodge/debian';
import { freePorts } from '@gnar/lodge/ports';
import { TiedProcess } from './tied-process.ts';

export interface StartedRedis {
  /** host:port */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/** The real Redis, which keeps nothing; undefined where Debian cannot lend one: then the lodge has its own. */
export async function startRedis(): Promise<StartedRedis | undefined> {
  const program = await debianProgram('redis-server');
  if ('missing' in program) return undefined;
  const [port = 0] = await freePorts(1);
  const flags = ['--bind', '127.0.0.1', '--port', `${port}`, '--save', '', '--appendonly', 'no'];
  const redis = new TiedProcess([program.path, ...flags], { PATH: process.env['PATH'], ...program.env });
  return { endpoint: `127.0.0.1:${port}`, stop: () => redis.stop() };
}
