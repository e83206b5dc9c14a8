import { runner } from 'node-pg-migrate';
import type { Client } from 'pg';
import { retryOnContention } from './contention.ts';
import { rollBack } from './roll-back.ts';

export interface MigrationRun {
  /** Folder of the numbered migrations. */
  readonly directory: string;
  /** Table that names those which ran. */
  readonly table: string;
  readonly direction: 'up' | 'down';
  /** How many; default: all up, one down. */
  readonly count?: number;
  readonly log: (line: string) => void;
}

/** node-pg-migrate's own, so that runners of any release wait for each other. */
const advisoryLock = '7241865325823964';

/** One runner at a time; the lock ends with the connection. */
export async function lockMigrations(client: Client): Promise<void> {
  await client.query(`select pg_advisory_lock(${advisoryLock})`);
}

/**
 * Runs migrations one after the other, each in a transaction of its own, and again when it met a deadlock: requests
 * that lock the same tables in another order are no fault of the migration. A lock that was not granted in time is not asked
 * for again here: every request to the table would queue behind it once more, and the job that migrates has pauses.
 *
 * @returns their names
 */
export async function runMigrations(client: Client, run: MigrationRun): Promise<string[]> {
  const { direction, count = direction === 'up' ? Infinity : 1 } = run;
  const names: string[] = [];
  while (names.length < count) {
    const name = await runNext(client, run);
    if (name === undefined) break;
    names.push(name);
  }
  return names;
}

/** @returns its name; undefined when there is none left */
async function runNext(client: Client, { directory, table, direction, log }: MigrationRun) {
  let name: string | undefined;
  let hasTransaction = true;
  const logger = {
    info: (line: string) => {
      name = /^### MIGRATION (.+) \((?:UP|DOWN)\) ###$/.exec(line)?.[1] ?? name;
      log(line);
    },
    warn: (line: string) => {
      if (line.includes('not wrapped in a transaction')) hasTransaction = false;
      log(line);
    },
    error: log,
  };
  const attempt = async () => {
    try {
      const options = {
        dbClient: client,
        dir: directory,
        migrationsTable: table,
        direction,
        count: 1,
      };
      // Type declarations and source maps of a build lie beside the migrations.
      const ignorePattern = '(\\..*|.*\\.d\\.ts|.*\\.map|.*\\.test\\..*)';
      const [migration] = await runner({ ...options, ignorePattern, noLock: true, logger });
      return migration?.name;
    } catch (error) {
      await rollBack(client);
      if (!hasTransaction) throw new Error(await leftBehind(client), { cause: error });
      throw error;
    }
  };
  return retryOnContention(attempt, () => log(`Deadlock: running migration ${name} again.`)).catch(
    (error: unknown) => {
      if (name === undefined || !(error instanceof Error)) throw error;
      throw new Error(`Migration ${name} failed: ${error.message}`, { cause: error });
    },
  );
}

/** What CREATE INDEX CONCURRENTLY leaves when it fails; the index is kept up to date by writers and used by no query. */
async function leftBehind(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    'select indexrelid::regclass::text as name from pg_index where not indisvalid order by 1',
  );
  const indexes = rows.map(({ name }) => name).join(', ') || 'none';
  return (
    'it runs without a transaction, so what it did before the error stays and it is not run again by itself. ' +
    `Undo that by hand (invalid indexes to drop: ${indexes}), then migrate again.`
  );
}
