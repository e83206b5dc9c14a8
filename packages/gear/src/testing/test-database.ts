import { createTestDatabase, testLodge } from '@gnar/lodge/testing';
import { gearSchema } from '../config/gear-schema.ts';
import { readConfig } from '../config/read-config.ts';
import { env } from '../config/env.ts';
import { migrate, type MigrateOptions } from '../database/migrate.ts';

const ownerSchema = {
  ...gearSchema({ database: true }),
  PG_OWNER_USERNAME: env.text(),
  PG_OWNER_PASSWORD: env.text(),
};

export const testMigrations = new URL('./migrations/', import.meta.url);

/** Migrates the database of an environment as the lodge's owner, for the lodge's service role; directory 'none' is gear's tables alone. */
export async function migrateTestDatabase(
  environment: Record<string, string>,
  direction: 'up' | 'down' = 'up',
  directory: URL | 'none' = testMigrations,
  more: Pick<MigrateOptions, 'ownDirectory' | 'count'> = {},
): Promise<string[]> {
  const config = readConfig(ownerSchema, environment);
  return migrate({
    ...more,
    config: {
      pgEndpoint: config.pgEndpoint,
      pgDatabase: config.pgDatabase,
      owner: { username: config.pgOwnerUsername, password: config.pgOwnerPassword },
    },
    directory: directory === 'none' ? undefined : directory,
    direction,
    grantTo: config.pgUsername,
  });
}

/** A database of its own with the tables that gear expects, and `notes` to play with. */
export async function gearTestDatabase(): Promise<{
  environment: Record<string, string>;
  drop(): Promise<void>;
}> {
  const database = await createTestDatabase({
    template: 'gear',
    migrate: async (environment) => {
      await migrateTestDatabase(environment);
    },
  });
  return {
    environment: { ...testLodge().environment(), ...database.environment() },
    drop: () => database.drop(),
  };
}
