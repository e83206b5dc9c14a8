import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Credentials } from '../lodge/lodge.types.ts';
import { errorCode } from '../machine/error-code.ts';
import { isRecord } from '../machine/is-record.ts';
import type { PostgresCredentials } from './postgres-settings.ts';

/**
 * The passwords of a data folder's roles: made once, readable only by the user who runs the lodge. A
 * well-known password would admit any user of the machine, and a superuser of Postgres can run programs.
 */
export async function loadCredentials(folder: string): Promise<PostgresCredentials> {
  const file = join(folder, 'credentials.json');
  try {
    const credentials: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isPostgresCredentials(credentials)) return credentials;
    throw new Error(
      `${file} does not hold the passwords of the database roles; removing ${folder} starts anew`,
    );
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const credentials: PostgresCredentials = {
    superuser: { username: 'postgres', password: newPassword() },
    owner: { username: 'gnar_owner', password: newPassword() },
    service: { username: 'gnar_service', password: newPassword() },
  };
  await writeFile(file, JSON.stringify(credentials, undefined, 2), { mode: 0o600 });
  return credentials;
}

function isPostgresCredentials(value: unknown): value is PostgresCredentials {
  return isRecord(value) && [value['superuser'], value['owner'], value['service']].every(isCredentials);
}

function isCredentials(value: unknown): value is Credentials {
  return isRecord(value) && typeof value['username'] === 'string' && typeof value['password'] === 'string';
}

const newPassword = () => randomBytes(18).toString('base64url');
