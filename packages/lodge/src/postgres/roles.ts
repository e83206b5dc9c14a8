import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { LOOPBACK } from '../machine/ports.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { DATABASE } from './postgres-settings.ts';

const { Client, DatabaseError, escapeIdentifier, escapeLiteral } = pg;

const POLL = 15;
/** SQLSTATE cannot_connect_now: it listens but is still recovering. */
const STARTING_UP = '57P03';

/**
 * Waits until Postgres answers and makes, once per cluster, the roles and the database. The owner owns the
 * schema and may create databases; the service role may read and write rows, here and in every database
 * made later, and nothing else.
 */
export async function ensureRoles(settings: PostgresSettings, leaving: AbortSignal): Promise<void> {
  const client = await connectWhenUp(settings, leaving);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    if (rowCount) return;
    await createRoles(client, settings);
    await setDefaultPrivileges(settings);
    const owner = escapeIdentifier(settings.credentials.owner.username);
    // Last, because its presence says that the rest is done.
    await client.query(`create database ${DATABASE} owner ${owner}`);
    await client.query(`revoke temporary on database ${DATABASE} from public`);
  } finally {
    await client.end();
  }
}

async function createRoles(client: pg.Client, { credentials }: PostgresSettings): Promise<void> {
  const { owner, service } = credentials;
  for (const role of [owner, service])
    await client.query(`drop role if exists ${escapeIdentifier(role.username)}`);
  await client.query(
    `create role ${escapeIdentifier(owner.username)} login createdb password ${escapeLiteral(owner.password)}`,
  );
  await client.query(
    `create role ${escapeIdentifier(service.username)} login password ${escapeLiteral(service.password)}`,
  );
  // Dropping a test's database may first have to end the connections that the test forgot.
  await client.query(`grant pg_signal_backend to ${escapeIdentifier(owner.username)}`);
}

/** Set in template1, so that every database made from it starts with them. */
async function setDefaultPrivileges(settings: PostgresSettings): Promise<void> {
  const owner = escapeIdentifier(settings.credentials.owner.username);
  const service = escapeIdentifier(settings.credentials.service.username);
  const template = newClient(settings, 'template1');
  await template.connect();
  try {
    const defaults = `alter default privileges for role ${owner} grant`;
    await template.query(`${defaults} select, insert, update, delete on tables to ${service}`);
    await template.query(`${defaults} usage, select on sequences to ${service}`);
    await template.query(`${defaults} usage on schemas to ${service}`);
  } finally {
    await template.end();
  }
}

async function connectWhenUp(settings: PostgresSettings, leaving: AbortSignal): Promise<pg.Client> {
  for (;;) {
    const client = newClient(settings, 'postgres');
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (error instanceof DatabaseError && error.code !== STARTING_UP) throw error;
      await delay(POLL, undefined, { signal: leaving });
    }
  }
}

function newClient({ credentials, port }: PostgresSettings, database: string): pg.Client {
  const { username, password } = credentials.superuser;
  const client = new Client({ host: LOOPBACK, port, user: username, password, database });
  // A server that dies under the connection fails the query in hand; that is enough.
  client.on('error', () => undefined);
  return client;
}
