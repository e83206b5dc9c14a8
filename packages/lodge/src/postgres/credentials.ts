import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresCredentials } from './postgres-settings.ts';

/**
 * The passwords of a data folder's roles: made once, readable only by whoever runs the lodge. A
 * well-known password would let any user of the machine in, and a superuser of Postgres can run programs.
 */
export async function loadCredentials(folder: string): Promise<PostgresCredentials> {
  const file = join(folder, 'credentials.json');
  try {
    const credentials: PostgresCredentials = JSON.parse(await readFile(file, 'utf8'));
    return credentials;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const credentials: PostgresCredentials = {
    superuser: { username: 'postgres', password: newPassword() },
    owner: { username: 'gnar_owner', password: newPassword() },
    service: { username: 'gnar_service', password: newPassword() },
  };
  await writeFile(file, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  return credentials;
}

const newPassword = () => randomBytes(18).toString('base64url');
