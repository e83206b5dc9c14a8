import { existsSync } from 'node:fs';
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
  /**
   * Folder of a fork's migrations, numbered apart from the service's: they run after those and are undone before them. It need not exist.
   */
  ownDirectory?: string | URL;
  /** Default `up`. */
  direction?: 'up' | 'down';
  /** How many of the service's and the fork's; default: all up, one down. */
  count?: number;
  /** The role of the services: it may read and write rows and nothing else. */
  grantTo: string;
  /** Given: the services' role is made when it is not there, and has this password afterwards. */
  servicePassword?: string;
  log?: (line: string) => void;
}

/** What names the migrations that ran: those of the service, and those of a fork. */
const tables = { directory: 'migrations', ownDirectory: 'own_migrations' } as const;

const lockTimeout = '5s';
const statementTimeout = '60s';

/**
 * Runs migrations as the owner of the schema, one runner at a time, each in its transaction: gear's own, which only go up, then the
 * service's and a fork's (node-pg-migrate), none of which may have changed since it ran. Returns the names of those that ran. A lock that cannot be had within 5 s ends it rather than blocking the product.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { config, direction = 'up', grantTo, log = () => undefined } = options;
  // Loaded on first use: a running service never migrates.
  const [
    { lockMigrations, runMigrations },
    { runGearMigrations },
    { assertUnchanged, recordChecksums },
    { Client },
    { ensureServiceRole, limitRole },
  ] = await Promise.all([
    import('./run-migrations.ts'),
    import('./run-gear-migrations.ts'),
    import('./migration-checksums.ts'),
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
    let left = options.count ?? (direction === 'up' ? Infinity : 1);
    const folders = foldersOf(options);
    if (direction === 'up') for (const folder of folders) await assertUnchanged(client, folder);
    for (const folder of folders) {
      const names = await runMigrations(client, { ...folder, direction, count: left, log }).catch(
        async (error: unknown) => {
          // Those before it have run. Where this fails too, the connection has gone, and its own error says so.
          await recordChecksums(client, folder).catch(() => undefined);
          throw error;
        },
      );
      ran.push(...names);
      await recordChecksums(client, folder);
      left -= names.length;
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

function foldersOf({ direction = 'up', ...options }: MigrateOptions) {
  const folders = (['directory', 'ownDirectory'] as const).flatMap((name) => {
    const given = options[name];
    if (given === undefined) return [];
    const directory = given instanceof URL ? fileURLToPath(given) : given;
    if (name === 'ownDirectory' && !existsSync(directory)) return [];
    return { directory, table: tables[name] };
  });
  return direction === 'up' ? folders : folders.toReversed();
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
  for (const table of Object.values(tables)) {
    const { rows } = await client.query<{ found: string | null }>('select to_regclass($1) as found', [
      `public.${table}`,
    ]);
    if (rows[0]?.found !== null)
      await client.query(`revoke insert, update, delete on table public.${table} from ${to}`);
  }
}
