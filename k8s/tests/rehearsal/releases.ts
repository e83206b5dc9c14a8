import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ours = new URL('../../../services/piste/src/migrations/', import.meta.url);

export type FixtureRelease = 'expand' | 'contract' | 'rename';

export interface ReleasedMigrations extends AsyncDisposable {
  readonly folder: string;
}

/** A folder with our migrations and, after them, those of releases that are yet to come. */
export async function migrationsWith(...releases: readonly FixtureRelease[]): Promise<ReleasedMigrations> {
  const folder = await mkdtemp(join(tmpdir(), 'gnar-migrations-'));
  for (const from of [ours, ...releases.map((name) => new URL(`fixtures/${name}/`, import.meta.url))]) {
    await cp(from, folder, { recursive: true });
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
