import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import type { MigrationRun } from './run-migrations.ts';

type Migrations = Pick<MigrationRun, 'directory' | 'table'>;

/**
 * Compares the files of migrations with those that ran. A file that is missing at the end is none of the problems: a release that is
 * taken back has fewer.
 *
 * @throws Error that names each file that was changed, renamed or removed after it had run
 */
export async function assertUnchanged(client: Client, migrations: Migrations): Promise<void> {
  const { directory, table } = migrations;
  if (!(await ensureChecksumColumn(client, migrations))) return;
  const files = await checksumsIn(directory);
  const { rows } = await client.query<{ name: string; checksum: string | null }>(
    `select name, checksum from public.${table} order by id`,
  );
  const names = rows.map(({ name }) => name);
  const lastPresent = names.findLastIndex((name) => files.has(name));
  const problems = rows.flatMap(({ name, checksum }, index) => {
    if (files.has(name)) return isOther(files.get(name), checksum) ? [changed(table, name)] : [];
    const isThisOne = ([other, sum]: [string, string | null]) => sum === checksum && !names.includes(other);
    const renamed = checksum === null ? undefined : [...files].find(isThisOne)?.[0];
    if (renamed !== undefined) return [`${name} is called ${renamed} now. Give it its old name back.`];
    return index < lastPresent ? [`${name} is missing from ${directory}. Put it back.`] : [];
  });
  if (problems.length > 0) {
    throw new Error(`Migrations that have run are not what they were:\n- ${problems.join('\n- ')}`);
  }
}

/** Keeps the checksums of those that ran since, and of those that an earlier release ran. */
export async function recordChecksums(client: Client, migrations: Migrations): Promise<void> {
  if (!(await ensureChecksumColumn(client, migrations))) return;
  const files = [...(await checksumsIn(migrations.directory))];
  await client.query(
    `update public.${migrations.table} as ran set checksum = file.checksum
     from unnest($1::text[], $2::text[]) as file (name, checksum)
     where ran.name = file.name and ran.checksum is null`,
    [files.map(([name]) => name), files.map(([, checksum]) => checksum)],
  );
}

/** Where one is not known there is nothing to compare. */
const isOther = (now: string | null | undefined, then: string | null) =>
  typeof now === 'string' && then !== null && now !== then;

const changed = (table: string, name: string) =>
  `${name} was changed. Undo the change and write it as a new migration; where the database may be taken back, go down, ` +
  `change it and go up again. If the database is right already: UPDATE ${table} SET checksum = NULL WHERE name = '${name}'`;

/** node-pg-migrate makes the table when the first migration runs, and this adds our column to it. @returns false before that */
async function ensureChecksumColumn(client: Client, { table }: Migrations): Promise<boolean> {
  const { rows } = await client.query<{ columns: string[] }>(
    `select coalesce(array_agg(attname::text), '{}') as columns from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
    [`public.${table}`],
  );
  const columns = rows[0]?.columns ?? [];
  if (columns.length > 0 && !columns.includes('checksum')) {
    await client.query(`alter table public.${table} add column checksum text`);
  }
  return columns.length > 0;
}

/**
 * By name, of the way up alone: lines that are comments, white space and the way down may change after it has run. A program has
 * none, since compiling changes it.
 */
async function checksumsIn(directory: string): Promise<Map<string, string | null>> {
  const sums = (await readdir(directory)).map(async (file): Promise<[string, string | null]> => {
    const name = file.replace(/\.\w+$/, '');
    if (!file.endsWith('.sql')) return [name, null];
    const lines = (await readFile(join(directory, file), 'utf8')).split('\n').map((line) => line.trim());
    const down = lines.findIndex((line) => /^--[\s-]*down\s+migration/i.test(line));
    const up = lines.slice(0, down < 0 ? undefined : down).filter((line) => !line.startsWith('--'));
    const statements = up.join(' ').replaceAll(/\s+/g, ' ').trim();
    return [name, createHash('sha256').update(statements).digest('hex')];
  });
  return new Map(await Promise.all(sums));
}
