import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import { placesOf } from './files.ts';
import type { Names } from './names.ts';

/** Every file of the repository that git knows or would add. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
}

/** The feature's own folders: `services/piste/src/features/trips`. One without a feature.ts is something else: `own/migrations`. */
export function foldersOf({ file }: Names, files: readonly string[]): string[] {
  const manifest = new RegExp(`^(services/[^/]+/src/(?:features|own)/${file})/feature\\.tsx?$`);
  return [...new Set(files.flatMap((path) => manifest.exec(path)?.[1] ?? []))];
}

/**
 * What is removed with a feature: its folders; files of TypeScript or Markdown that are called after it in folders features/
 * (`packages/siege/src/features/trips.ts`, `docs/features/trips.md`); what new:feature writes elsewhere for one below own/; for
 * one of the starter, files of its name in the contract and the walks. Elsewhere a name is a coincidence. The migration of its
 * table stays: databases that have run it refuse every later one without it.
 */
export function filesOfFeature(names: Names, files: readonly string[]): string[] {
  const folders = foldersOf(names, files);
  const named = new RegExp(String.raw`/${names.file}(?:\.[\w-]+)*\.(?:tsx?|md)$`);
  const isOwn = folders.some((folder) => folder.includes('/src/own/'));
  const isOfStarter = folders.some((folder) => folder.includes('/src/features/'));
  const written = isOwn ? Object.values(placesOf(names)) : [];
  const places = isOfStarter
    ? /\/features\/[^/]+$|^packages\/(?:contract|e2e)\/src\/(?!own\/)/
    : /\/features\/[^/]+$/;
  return files.filter(
    (path) =>
      folders.some((folder) => path.startsWith(`${folder}/`)) ||
      (named.test(path) && places.test(path)) ||
      (written.includes(path) && !path.endsWith('.sql')),
  );
}
