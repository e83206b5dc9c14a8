import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { Names } from './names.ts';

/** Where files that are called after a feature belong to it; elsewhere it is a coincidence. */
const places = /(?:^|\/)(?:features|own)\/[^/]+$|^packages\/(?:contract|e2e)\/src\//;

/** Every file of the repository that git knows or would add. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The feature's own folders: `services/piste/src/features/trips`. */
export function foldersOf({ file }: Names, files: readonly string[]): string[] {
  const inside = new RegExp(`^(services/[^/]+/src/(?:features|own)/${file})/`);
  return [...new Set(files.flatMap((path) => inside.exec(path)?.[1] ?? []))];
}

/**
 * What is removed with a feature: its folders; files of TypeScript or Markdown that are called after it
 * (`packages/contract/src/trips.ts`, `packages/siege/src/features/trips.ts`, `docs/features/trips.md`); the migration of its
 * table in own/.
 */
export function filesOfFeature(names: Names, files: readonly string[]): string[] {
  const folders = foldersOf(names, files);
  const named = new RegExp(String.raw`(?:^|/)${names.file}(?:\.[\w-]+)*\.(?:tsx?|md)$`);
  const migration = new RegExp(String.raw`/own/migrations/\d+_${names.table}\.sql$`);
  return files.filter(
    (path) =>
      folders.some((folder) => path.startsWith(`${folder}/`)) ||
      (named.test(path) && places.test(path)) ||
      migration.test(path),
  );
}
