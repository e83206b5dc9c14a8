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
  const { environment }: { environment?: Environment } = await import(join(folder, file));
  const name = file.replace(/\.ts$/, '');
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
