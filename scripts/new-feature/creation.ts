import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import { filesOf } from './files.ts';
import { ownLists, withLine } from './lists.ts';
import type { Names } from './names.ts';
import { formatted, type Texts } from './texts.ts';

/** What a new feature writes. */
export interface Creation {
  /** That are new. */
  readonly files: Texts;
  /** That are there, with its line. */
  readonly lists: Texts;
}

/** Why a feature cannot be written, as a sentence for its user. */
export class NotCreatable extends Error {}

/**
 * @param repository every file of the repository
 * @throws NotCreatable when its name or its table is taken, or when a list has another form than ours
 */
export async function planCreation(names: Names, repository: readonly string[]): Promise<Creation> {
  const taken = takenBy(names, repository);
  if (taken !== undefined) throw new NotCreatable(`The name '${names.file}' is taken: ${taken}`);
  assertTableIsFree(names, repository);
  const files = await filesOf(names);
  const there = Object.keys(files).find((file) => existsSync(join(root, file)));
  if (there !== undefined) throw new NotCreatable(`'${names.file}' would overwrite ${there}.`);
  const lists = ownLists.map((list): [string, string] => [
    list.file,
    withLine(list, readFileSync(join(root, list.file), 'utf8'), names),
  ]);
  return { files: await formatted(files), lists: await formatted(Object.fromEntries(lists)) };
}

/** A file or folder of that name where features, their lists, or what they are made of lie: `own/config.ts`, `features/log-in`. */
export function takenBy({ file }: Names, repository: readonly string[]): string | undefined {
  const place = new RegExp(`(?:^|/)(?:own|features)/${file}[./]|^packages/contract/src/${file}\\.`);
  return repository.find((path) => place.test(path));
}

function assertTableIsFree({ file, table }: Names, repository: readonly string[]): void {
  // Those that say which migrations have run: gear_migrations, own_migrations.
  if (table.endsWith('migrations'))
    throw new NotCreatable(
      `'${file}' would have the table '${table}', a name that migrations keep for themselves.`,
    );
  const migrations = repository
    .filter((path) =>
      /^(?:packages|services)\/[^/]+\/src\/(?:own\/)?migrations\/[\w-]+\.(?:sql|ts)$/.test(path),
    )
    .toSorted();
  const maker = tableMaker(
    table,
    migrations.map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
  if (maker !== undefined)
    throw new NotCreatable(`'${file}' would have the table '${table}', which ${maker} makes.`);
}

/** The migration after which there is such a table: the last one to name it creates it. */
export function tableMaker(
  table: string,
  migrations: readonly (readonly [string, string])[],
): string | undefined {
  const statement = new RegExp(
    String.raw`\b(create|drop)\s+(?:unlogged\s+)?table\s+(?:if\s+(?:not\s+)?exists\s+)?(?:public\.)?"?${table}\b`,
    'gi',
  );
  let maker: string | undefined;
  for (const [file, text] of migrations) {
    const [up = ''] = text.split(/^-- Down Migration$/m);
    for (const [, verb] of up.replaceAll(/--.*$/gm, '').matchAll(statement))
      maker = verb?.toLowerCase() === 'create' ? file : undefined;
  }
  return maker;
}
