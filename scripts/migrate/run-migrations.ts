import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../root.ts';

/** Brings the tables of a service up to date. @throws Error with what the migrations printed */
export async function runMigrations(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  try {
    await promisify(execFile)(process.execPath, [...flags, `${folder}/src/migrate.ts`], { cwd: root, env });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The database could not be migrated:\n${output.trim()}`, { cause: error });
  }
}
