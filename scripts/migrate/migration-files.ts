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

/** A fork's own lie here, where updates of the starter put none. */
export const ownMigrationsFolder = (repository = root): string =>
  join(migrationsFolder(repository), '../own/migrations');

/** Where migrations lie, and which table names those that have run: the starter's, then the fork's own. */
export const migrationSets = (): readonly { readonly folder: string; readonly table: string }[] => [
  { folder: migrationsFolder(), table: 'migrations' },
  { folder: ownMigrationsFolder(), table: 'own_migrations' },
];

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

/** A fork's own begin here; the starter's stay below, so that a number tells whose a migration is. */
const FIRST_OWN = 9000;

/** @returns the number of a fork's next migration, such as `9000` */
export function nextOwnNumber(folder = ownMigrationsFolder()): string {
  return nextNumber(folder, FIRST_OWN);
}

/** After the last one, whatever numbers are missing before it. */
function nextNumber(folder: string, first: number): string {
  const numbers = migrationNames(folder).map((name) => Number.parseInt(name, 10));
  return String(Math.max(first, ...numbers.map((number) => number + 1))).padStart(4, '0');
}

/**
 * Writes the file of a fork's next migration, or of the starter's.
 *
 * @returns its path
 * @throws Error for a name that is none
 */
export function newMigration(name: string, whose: 'own' | 'starter' = 'own', repository = root): string {
  const [folder, first] =
    whose === 'own' ? [ownMigrationsFolder(repository), FIRST_OWN] : [migrationsFolder(repository), 1];
  const words = name.toLowerCase().replaceAll(/[\s-]+/g, '_');
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(words) || words.length > 60) {
    throw new Error(
      `"${name}" is no name for a migration: use words such as add_trees, at most 60 characters.`,
    );
  }
  const names = migrationNames(folder);
  const taken = names.find((each) => each.replace(/^\d+_/, '') === words);
  if (taken) throw new Error(`There is a migration of that name already: ${taken}.sql`);
  const path = join(folder, `${nextNumber(folder, first)}_${words}.sql`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, template(words.replaceAll('_', ' ')));
  return path;
}
