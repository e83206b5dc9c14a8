import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../../services.ts';
import { root } from '../root.ts';

/** The service whose migrations the database has; services.ts lets one of them have any. */
export const owner = services.find(({ migrations }) => migrations);

/** @throws Error when no service owns migrations */
export function migrationsFolder(repository = root): string {
  if (!owner) throw new Error('No service in services.ts owns migrations: set `migrations: true` on one.');
  return join(repository, owner.folder, 'src/migrations');
}

/** Where migrations lie, and which table names those that have run: the starter's, then the fork's own. */
export function migrationSets(): readonly { readonly folder: string; readonly table: string }[] {
  const ours = migrationsFolder();
  return [
    { folder: ours, table: 'migrations' },
    { folder: join(ours, '../own/migrations'), table: 'own_migrations' },
  ];
}

/** The names of the migrations, in the order in which they run. */
export function migrationNames(folder = migrationsFolder()): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
    .toSorted();
}

/** @throws Error with the file that has nothing to run yet: once run, it would count as done and never run again */
export function assertWritten(folder = migrationsFolder()): void {
  for (const name of migrationNames(folder)) {
    const [up = ''] = readFileSync(join(folder, `${name}.sql`), 'utf8').split(/^-- Down Migration$/m);
    if (up.replaceAll(/--.*$|\/\*[^]*?\*\//gm, '').trim() !== '') continue;
    throw new Error(
      `The migration ${name}.sql has no statement below "-- Up Migration". Write one and save, or delete the file.`,
    );
  }
}

const template = (title: string) => `-- Up Migration

-- ${title}

-- Down Migration

-- The statement that undoes it.
`;

/**
 * Writes the file of a migration that is numbered after the last one.
 *
 * @returns its path
 * @throws Error for a name that is none
 */
export function newMigration(name: string, folder = migrationsFolder()): string {
  const words = name.toLowerCase().replaceAll(/[\s-]+/g, '_');
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(words) || words.length > 60) {
    throw new Error(
      `"${name}" is no name for a migration: use words such as add_trees, at most 60 characters.`,
    );
  }
  const names = migrationNames(folder);
  const taken = names.find((each) => each.replace(/^\d+_/, '') === words);
  if (taken) throw new Error(`There is a migration of that name already: ${taken}.sql`);
  const last = Math.max(0, ...names.map((each) => Number.parseInt(each, 10)));
  const path = join(folder, `${String(last + 1).padStart(4, '0')}_${words}.sql`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, template(words.replaceAll('_', ' ')));
  return path;
}
