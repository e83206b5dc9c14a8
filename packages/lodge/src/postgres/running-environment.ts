import { join } from 'node:path';
import { lodgeEnvironment } from '../lodge/environment.ts';
import { loadCredentials } from './credentials.ts';
import { DATABASE } from './postgres-settings.ts';

/**
 * The environment (GNAR_PG_… names) of the Postgres that another process runs with this data folder of a lodge.
 *
 * @param endpoint host:port
 */
export async function runningPostgresEnvironment(
  dataDir: string,
  endpoint: string,
): Promise<Record<string, string>> {
  const { owner, service } = await loadCredentials(join(dataDir, 'postgres'));
  const [host = '', port] = endpoint.split(':');
  return lodgeEnvironment({ postgres: { host, port: Number(port), database: DATABASE, owner, service } });
}
