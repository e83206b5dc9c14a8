import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Blueprint, isBlueprint } from './define-blueprint.ts';

/** A module that could not be loaded. */
interface FailedModule {
  readonly file: string;
  readonly error: unknown;
}

export interface FoundBlueprints {
  readonly blueprints: readonly Blueprint[];
  /** The modules that did not load, as one error. */
  readonly failure: LoadFailure | undefined;
}

const moduleName = /(?:\.(?:routes|mount)|(?:^|\.|-)blueprint)\.(?:ts|js|mjs)$/;

/**
 * Finds blueprints by themselves: modules below the folder that are named `*.routes`, `*.mount`, `*.blueprint` or
 * `blueprint` and export `blueprint`. Those that load serve though others do not.
 */
export async function findBlueprints(root: string | URL): Promise<FoundBlueprints> {
  const blueprints: Blueprint[] = [];
  const failed: FailedModule[] = [];
  for (const file of await moduleFiles(root instanceof URL ? fileURLToPath(root) : root)) {
    try {
      const loaded: unknown = await import(pathToFileURL(file).href);
      if (hasBlueprint(loaded) && isBlueprint(loaded.blueprint)) blueprints.push(loaded.blueprint);
    } catch (error) {
      failed.push({ file, error });
    }
  }
  return { blueprints, failure: failed.length === 0 ? undefined : new LoadFailure(failed) };
}

async function moduleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && moduleName.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.slice(folder.length).includes('node_modules'))
    .toSorted();
}

function hasBlueprint(loaded: unknown): loaded is { blueprint: unknown } {
  return typeof loaded === 'object' && loaded !== null && 'blueprint' in loaded;
}

/** A module of the service that does not load. In development it is what requests are answered with until it does. */
export class LoadFailure extends Error {
  readonly code = 'load_failure';

  constructor(failed: readonly FailedModule[]) {
    super(`These modules do not load: ${failed.map(({ file }) => file).join(', ')}`);
    this.name = 'LoadFailure';
    this.stack = failed.map(({ file, error }) => `${file}\n${stackText(error)}`).join('\n\n');
  }
}

function stackText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
