import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type ServiceName = 'powder' | 'piste' | 'off-piste' | 'postgres' | 'redis' | 'sqs' | 'ses' | 'stubs';

/** What `npm start` writes about itself, and rewrites whenever it replaces a process. */
export interface Running {
  readonly pid: number;
  readonly addresses: Readonly<
    Record<'powder' | 'piste' | 'off-piste' | 'inbox' | 'sqs' | 'postgres' | 'redis' | 'stubs', string>
  >;
  /** A process that is being brought back has no id for a moment. */
  readonly processes: Readonly<Partial<Record<ServiceName, number>>>;
}

/** @throws when the system of that data folder is not up. */
export function readRunning(dataDirectory: string): Running {
  return JSON.parse(readFileSync(join(dataDirectory, 'running.json'), 'utf8')) as Running;
}
