import { env, gearSchema, readConfig, readConfigOrExit, type Config } from '@gnar/gear/config';
import { migrate } from '@gnar/gear/database';
import { z } from 'zod';

const { PG_ENDPOINT, PG_DIRECT_ENDPOINT, PG_DATABASE, PG_USERNAME, PG_TLS } = gearSchema({ database: true });

/** What migrations need: the owner of the schema, and the services' role, which is another one. */
export const migrationSchema = {
  PG_ENDPOINT,
  PG_DIRECT_ENDPOINT,
  PG_DATABASE,
  PG_USERNAME,
  PG_TLS,
  PG_OWNER_USERNAME: env.text().describe('Postgres role that owns the schema'),
  PG_OWNER_PASSWORD: env.text().describe('password of the role that owns the schema'),
  PG_PASSWORD: env
    .text()
    .describe("password of the services' role; given, migrations make the role and keep its password")
    .optional(),
};

export interface MigrationOrder {
  readonly direction?: 'up' | 'down';
  /** How many; absent: all of them up, one of them down. */
  readonly count?: number;
}

/** @returns the names of the migrations that ran, in their order. */
export function migrateDatabase(
  config: Config<typeof migrationSchema>,
  { direction, count }: MigrationOrder = {},
): Promise<string[]> {
  return migrate({
    config: {
      pgEndpoint: config.pgEndpoint,
      pgDirectEndpoint: config.pgDirectEndpoint,
      pgDatabase: config.pgDatabase,
      pgTls: config.pgTls,
      owner: { username: config.pgOwnerUsername, password: config.pgOwnerPassword },
    },
    grantTo: config.pgUsername,
    servicePassword: config.pgPassword,
    directory: new URL('./migrations/', import.meta.url),
    ownDirectory: new URL('./own/migrations/', import.meta.url),
    direction,
    count,
  });
}

/** The same from an environment, for tests. */
export async function migrateWith(environment: Readonly<Record<string, string | undefined>>): Promise<void> {
  await migrateDatabase(readConfig(migrationSchema, environment));
}

const orderSchema = z.tuple([
  z.enum(['up', 'down']).optional(),
  z.coerce.number().int().positive().optional(),
]);

async function main(): Promise<void> {
  const order = orderSchema.safeParse(process.argv.slice(2));
  if (!order.success) {
    console.error('Usage: migrate.ts [up|down] [count]');
    process.exitCode = 1;
    return;
  }
  const [direction, count] = order.data;
  const ran = await migrateDatabase(readConfigOrExit(migrationSchema), { direction, count });
  for (const name of ran) console.log(`${direction ?? 'up'} ${name}`);
  if (ran.length === 0) console.log('Nothing to migrate.');
}

if (import.meta.main) await main();
