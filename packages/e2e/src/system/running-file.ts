import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A service of services.ts, or `postgres`, `redis`, `sqs`, `ses` or `stubs` of the lodge. */
export type ServiceName = string;

/** What `npm start` writes about itself, and rewrites whenever it replaces a process. */
export interface Running {
  readonly pid: number;
  readonly addresses: Readonly<
    Record<string, string> &
      Record<'powder' | 'piste' | 'inbox' | 'sqs' | 'postgres' | 'redis' | 'stubs', string>
  >;
  /** A process that is being brought back has no id for a moment. */
  readonly processes: Readonly<Record<ServiceName, number>>;
}

/** @throws when the system of that data folder is not up. */
export function readRunning(dataDirectory: string): Running {
  return JSON.parse(readFileSync(join(dataDirectory, 'running.json'), 'utf8')) as Running;
}
