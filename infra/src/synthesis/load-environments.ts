import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ConfigurationError, type Environment } from '../config.ts';

const ownFolder = join(import.meta.dirname, '..', '..', 'environments');

/** Mistakes in several files, each as its own error tells it. */
class ConfigurationErrors extends ConfigurationError {
  constructor(errors: readonly [ConfigurationError, ...ConfigurationError[]]) {
    super(
      '*',
      errors.flatMap(({ problems }) => problems),
    );
    this.message = errors.map(({ message }) => message).join('\n');
  }
}

/**
 * Every environment of `infra/environments`, by name.
 * @param only a file with this name alone is read, when there is one: mistakes in the others do not concern it
 * @throws ConfigurationError for files with mistakes, or whose name is not their environment's; all of them together.
 */
export async function loadEnvironments(only?: string, folder = ownFolder): Promise<readonly Environment[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const wanted = files.filter((file) => file === `${only}.ts`);
  const chosen = wanted.length > 0 ? wanted : files.toSorted();
  const loaded = await Promise.all(chosen.map((file) => loadOrExplain(folder, file)));
  const errors = loaded.filter((one) => one instanceof ConfigurationError);
  const [first, ...others] = errors;
  if (first !== undefined) throw others.length === 0 ? first : new ConfigurationErrors([first, ...others]);
  return loaded.filter((one): one is Environment => !(one instanceof ConfigurationError));
}

async function loadOrExplain(folder: string, file: string): Promise<Environment | ConfigurationError> {
  try {
    return await loadEnvironment(folder, file);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

async function loadEnvironment(folder: string, file: string): Promise<Environment> {
  const name = file.replace(/\.ts$/, '');
  const environment = environmentOf(await importFile(join(folder, file), name));
  if (environment === undefined) {
    throw new ConfigurationError(name, [
      'exports no `environment`: export const environment = defineEnvironment({ … })',
    ]);
  }
  if (environment.name !== name) {
    throw new ConfigurationError(name, [`name: is '${environment.name}', and the file is called ${name}`]);
  }
  return environment;
}

async function importFile(path: string, name: string): Promise<unknown> {
  try {
    return await import(path);
  } catch (error) {
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(name, [`cannot be read: ${told(error)}${placeOf(error, path)}`]);
  }
}

/** Without the colours and the frame that a parser may draw around it. */
function told(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(message).trim();
}

/** Where Node knows it: its stack begins with the file, the line, and the line's text. */
function placeOf(error: unknown, path: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(path);
  const line = at === -1 ? undefined : /^:(\d+)/.exec(stack.slice(at + path.length))?.[1];
  return line === undefined ? '' : ` (line ${line})`;
}

function environmentOf(module: unknown): Environment | undefined {
  const value: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'environment') : undefined;
  return isEnvironment(value) ? value : undefined;
}

/** What `defineEnvironment` gives is checked already: its name is enough to know it by. */
function isEnvironment(value: unknown): value is Environment {
  return typeof value === 'object' && value !== null && 'name' in value && 'features' in value;
}
