import { fileURLToPath } from 'node:url';
import type { Client } from 'pg';
import { parseHostPort } from '../config/env.ts';
import { connectionTls } from './connection-tls.ts';
import type { PgCredentials } from './pg-credentials.ts';

export interface MigrateOptions {
  config: {
    /** host:port */
    readonly pgEndpoint: string;
    /** Postgres itself, when `pgEndpoint` is a proxy: migrations go past it. */
    readonly pgDirectEndpoint?: string;
    readonly pgDatabase: string;
    readonly pgTls?: boolean;
    /** The owner of the schema, whom services never are. */
    readonly owner: PgCredentials;
  };
  /** Folder of the service's numbered migrations; absent: it has no tables but gear's. */
  directory?: string | URL;
  /** Default `up`. */
  direction?: 'up' | 'down';
  /** How many of the service's; default: all up, one down. */
  count?: number;
  /** The role of the services: it may read and write rows and nothing else. */
  grantTo: string;
  /** Given: the services' role is made when it is not there, and has this password afterwards. */
  servicePassword?: string;
  log?: (line: string) => void;
}

const lockTimeout = '5s';
const statementTimeout = '60s';

/**
 * Runs migrations as the owner of the schema, one runner at a time, each in its transaction: gear's own, which only go up, then the
 * service's (node-pg-migrate). Returns the names of those that ran. A lock that cannot be had within 5 s ends it rather than blocking the product.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { config, directory, direction = 'up', count, grantTo, log = () => undefined } = options;
  // Loaded on first use: a running service never migrates.
  const [
    { lockMigrations, runMigrations },
    { runGearMigrations },
    { Client },
    { ensureServiceRole, limitRole },
  ] = await Promise.all([
    import('./run-migrations.ts'),
    import('./run-gear-migrations.ts'),
    import('pg'),
    import('./service-role.ts'),
  ]);
  const connection = connectionOf(config);
  const client = new Client({
    ...connection,
    user: config.owner.username,
    password: config.owner.password,
  });
  await client.connect();
  try {
    await client.query(`set lock_timeout = '${lockTimeout}'; set statement_timeout = '${statementTimeout}'`);
    await lockMigrations(client);
    const ran = direction === 'up' ? await runGearMigrations(client) : [];
    if (directory !== undefined) {
      const folder = directory instanceof URL ? fileURLToPath(directory) : directory;
      ran.push(...(await runMigrations(client, { directory: folder, direction, count, log })));
    }
    if (options.servicePassword !== undefined) {
      await ensureServiceRole(client, connection, { username: grantTo, password: options.servicePassword });
    }
    if (config.pgDirectEndpoint !== undefined) await limitRole(client, grantTo);
    await grant(client, grantTo);
    return ran;
  } finally {
    await client.end();
  }
}

function connectionOf({ pgEndpoint, pgDirectEndpoint, pgDatabase, pgTls = false }: MigrateOptions['config']) {
  const address = parseHostPort(pgDirectEndpoint ?? pgEndpoint);
  return {
    host: address?.host,
    port: address?.port,
    database: pgDatabase,
    ssl: connectionTls(pgTls, address?.host),
    application_name: 'gear-migrate',
    connectionTimeoutMillis: 5_000,
  };
}

async function grant(client: Client, role: string): Promise<void> {
  const to = client.escapeIdentifier(role);
  await client.query(`
    grant usage on schema public to ${to};
    grant select, insert, update, delete on all tables in schema public to ${to};
    grant usage, select on all sequences in schema public to ${to};
    revoke insert, update, delete on table public.gear_migrations from ${to};
  `);
  const { rowCount } = await client.query(
    "select to_regclass('public.migrations') where to_regclass('public.migrations') is not null",
  );
  if (rowCount) await client.query(`revoke insert, update, delete on table public.migrations from ${to}`);
}
