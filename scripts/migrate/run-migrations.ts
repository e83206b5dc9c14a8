import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../root.ts';
import { assertWritten, migrationSets, owner } from './migration-files.ts';

const NOTHING = 'Nothing to migrate.';

/**
 * Runs the migrations program of the service that owns them, as the image does; without arguments all that have not run yet.
 *
 * @returns a line for each that ran, such as `up 0001_users`
 * @throws Error with what the program printed, or naming a file that has nothing to run yet
 */
export async function runMigrations(
  env: Readonly<Record<string, string | undefined>>,
  ...args: readonly string[]
): Promise<string[]> {
  if (!owner) return [];
  for (const { folder } of migrationSets()) assertWritten(folder);
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  const program = [...flags, `${owner.folder}/src/migrate.ts`, ...args];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: root, env });
    return stdout.split('\n').filter((line) => line !== '' && line !== NOTHING);
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The database could not be migrated:\n${output.trim()}`, { cause: error });
  }
}
