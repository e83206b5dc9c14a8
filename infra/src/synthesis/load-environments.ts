import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, type Environment } from '../config.ts';

const folder = join(import.meta.dirname, '..', '..', 'environments');

/**
 * Every environment of `infra/environments`, by name.
 * @throws ConfigurationError for a file with mistakes, or whose name is not its environment's.
 */
export async function loadEnvironments(): Promise<readonly Environment[]> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  return Promise.all(files.toSorted().map(loadEnvironment));
}

async function loadEnvironment(file: string): Promise<Environment> {
  const name = file.replace(/\.ts$/, '');
  const loaded: unknown = await import(join(folder, file));
  const environment = environmentOf(loaded);
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

function environmentOf(module: unknown): Environment | undefined {
  const value: unknown =
    typeof module === 'object' && module !== null ? Reflect.get(module, 'environment') : undefined;
  return isEnvironment(value) ? value : undefined;
}

/** What `defineEnvironment` gives is checked already: its name is enough to know it by. */
function isEnvironment(value: unknown): value is Environment {
  return typeof value === 'object' && value !== null && 'name' in value && 'features' in value;
}
