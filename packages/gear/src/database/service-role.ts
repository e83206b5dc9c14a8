import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client, type ClientConfig } from 'pg';
import type { PgCredentials } from './pg-credentials.ts';
import { sessionTimeouts } from './time-outs.ts';

/** Postgres' own number of rounds. */
const ITERATIONS = 4096;
const INVALID_PASSWORD = '28P01';

/**
 * Makes the services' role, or gives it the password when it cannot log in with it: on a new database, and after the
 * secret was changed. What travels is the password's SCRAM verifier (RFC 5803), so no log of the server can hold it.
 * @param owner a connection of a role that may create roles.
 */
export async function ensureServiceRole(
  owner: Client,
  connection: ClientConfig,
  { username, password }: PgCredentials,
): Promise<void> {
  const role = owner.escapeIdentifier(username);
  const secret = owner.escapeLiteral(scramVerifier(password));
  const { rowCount } = await owner.query('select from pg_roles where rolname = $1', [username]);
  if (!rowCount) {
    await owner.query(`create role ${role} login password ${secret}`);
  } else if (!(await logsIn({ ...connection, user: username, password }))) {
    await owner.query(`alter role ${role} login password ${secret}`);
  }
}

/** Gives the role the time-outs that its connections cannot ask for. */
export async function limitRole(owner: Client, username: string): Promise<void> {
  const role = owner.escapeIdentifier(username);
  for (const [setting, milliseconds] of Object.entries(sessionTimeouts)) {
    await owner.query(`alter role ${role} set ${setting} = ${milliseconds}`);
  }
}

async function logsIn(connection: ClientConfig): Promise<boolean> {
  const client = new Client(connection);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === INVALID_PASSWORD) return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** As Postgres keeps a password: `SCRAM-SHA-256$<rounds>:<salt>$<stored key>:<server key>`. */
export function scramVerifier(password: string, salt = randomBytes(16)): string {
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  const keyed = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${keyed('Server Key').toString('base64')}`;
}
