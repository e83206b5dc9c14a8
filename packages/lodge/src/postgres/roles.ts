import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { KeeperError } from '../errors/keeper-error.ts';
import type { Credentials } from '../lodge/lodge.types.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { type PostgresSettings, DATABASE } from './postgres-settings.ts';

const { Client, DatabaseError, escapeIdentifier, escapeLiteral } = pg;

/** Between two attempts to connect; in milliseconds. */
const POLL = 20;
/** SQLSTATE cannot_connect_now: it listens but is still recovering. */
const STARTING_UP = '57P03';
const INVALID_PASSWORD = '28P01';

/**
 * Waits until Postgres answers and makes, once per cluster, the roles and the database. The owner owns the
 * schema and may create databases; the service role may read and write rows, here and in every database
 * made later, and nothing else. Each step may be taken twice, so a run killed in the middle does no harm.
 */
export async function ensureRoles(settings: PostgresSettings, leaving: AbortSignal): Promise<void> {
  const client = await connectWhenUp(settings, leaving);
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [DATABASE]);
    // The database gets its name last: where it is, everything is.
    if (!rowCount) await prepareCluster(client, settings);
  } finally {
    await client.end();
  }
}

async function prepareCluster(client: pg.Client, settings: PostgresSettings): Promise<void> {
  const { owner, service } = settings.credentials;
  // As the master user of a managed Postgres: no superuser, but it makes roles and databases.
  await ensureRole(client, owner, 'createdb createrole');
  await ensureRole(client, service, '');
  // Dropping a test's database may first have to end the connections that the test forgot.
  await client.query(`grant pg_signal_backend to ${escapeIdentifier(owner.username)}`);
  await setDefaultPrivileges(settings);
  const unfinished = `${DATABASE}_unfinished`;
  await client.query(`drop database if exists ${unfinished}`);
  await client.query(`create database ${unfinished} owner ${escapeIdentifier(owner.username)}`);
  await client.query(`revoke temporary on database ${unfinished} from public`);
  await client.query(`alter database ${unfinished} rename to ${DATABASE}`);
}

async function ensureRole(
  client: pg.Client,
  { username, password }: Credentials,
  rights: string,
): Promise<void> {
  const role = escapeIdentifier(username);
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [username]);
  if (!rowCount) await client.query(`create role ${role} login ${rights}`);
  await client.query(`alter role ${role} password ${escapeLiteral(password)}`);
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
      if (error instanceof DatabaseError && error.code !== STARTING_UP) throw explained(error, settings);
      await delay(POLL, undefined, { signal: leaving });
    }
  }
}

function explained(error: pg.DatabaseError, { folder }: PostgresSettings): Error {
  if (error.code !== INVALID_PASSWORD) return error;
  return new KeeperError(
    'start_failed',
    `the passwords in ${folder} are not those of the database there; removing ${folder} starts anew, without its data`,
  );
}

function newClient({ credentials, port }: PostgresSettings, database: string): pg.Client {
  const { username, password } = credentials.superuser;
  const client = new Client({ host: LOOPBACK, port, user: username, password, database });
  // A server that dies under the connection fails the query in hand; that is enough.
  client.on('error', () => undefined);
  return client;
}
