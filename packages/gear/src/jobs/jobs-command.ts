import { gearSchema } from '../config/gear-schema.ts';
import { processEnvironment } from '../config/process-environment.ts';
import { type Environment, readConfig } from '../config/read-config.ts';
import type { Database } from '../database/database.ts';
import { discardJob, parkedJobs, retryJobs } from './parked-jobs.ts';

export const jobsUsage = `Jobs that failed for the last time are parked, and deleted after seven days.

  list           lists them: id, when, kind, attempts, last error
  retry <id>     lets one start over, at once and with all its attempts
  retry --all    lets all of them start over
  discard <id>   deletes one
`;

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * What `node dist/jobs.js list` of a service does, with the database of its environment.
 *
 * @returns the exit code: 0, 1 when there is no such job or no database, 2 for a command that does not exist
 */
export async function jobsCommand(
  words: readonly string[],
  environment: Environment = processEnvironment(),
): Promise<number> {
  const [verb = '--help', argument, ...rest] = words;
  if (verb === '--help' || verb === '-h') return say(jobsUsage, 0);
  const isList = verb === 'list' && argument === undefined;
  const isOne = (verb === 'retry' || verb === 'discard') && uuid.test(argument ?? '');
  if (rest.length > 0 || !(isList || isOne || (verb === 'retry' && argument === '--all')))
    return complain(`Unknown command "${words.join(' ')}".\n\n${jobsUsage}`, 2);
  try {
    return await withDatabase(environment, async (database) => {
      if (verb === 'list') return list(database);
      if (verb === 'discard') return report('Deleted', (await discardJob(database, argument ?? '')) ? 1 : 0);
      return report('Retried', await retryJobs(database, argument === '--all' ? undefined : argument));
    });
  } catch (error) {
    return complain(error instanceof Error ? error.message : String(error), 1);
  }
}

async function withDatabase(
  environment: Environment,
  work: (database: Database) => Promise<number>,
): Promise<number> {
  // Loaded on first use: this file is a door of the room that every service opens.
  const [{ Database }, { createLogs }, { Tracing }] = await Promise.all([
    import('../database/database.ts'),
    import('../logging/logger.ts'),
    import('../tracing/tracing.ts'),
  ]);
  const config = readConfig(gearSchema({ database: true }), environment);
  const logs = {
    name: 'jobs',
    level: 'warn',
    pretty: false,
    fields: () => ({}),
    destination: process.stderr,
  };
  const { log } = await createLogs(logs);
  const database = new Database({ config, applicationName: 'gear-jobs', log, tracing: new Tracing() });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

async function list(database: Database): Promise<number> {
  const jobs = await parkedJobs(database);
  for (const { id, parkedAt, kind, attempts, lastError } of jobs)
    say(`${id}  ${parkedAt.toISOString()}  ${kind}  ${attempts} attempts  ${lastError ?? ''}`, 0);
  return say(`${jobs.length} parked`, 0);
}

function report(done: string, count: number): number {
  return count === 0 ? complain('No such job is parked.', 1) : say(`${done} ${count}`, 0);
}

function say(text: string, code: number): number {
  process.stdout.write(`${text.trimEnd()}\n`);
  return code;
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text.trimEnd()}\n`);
  return code;
}
