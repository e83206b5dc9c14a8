import type { Client } from 'pg';
import { type GearMigration, gearMigrations } from '../migrations/gear-migrations.ts';
import { retryOnContention } from './contention.ts';
import { rollBack } from './roll-back.ts';

/** Brings gear's own tables up to date, each migration in a transaction of its own. @returns the names of those that ran */
export async function runGearMigrations(client: Client): Promise<string[]> {
  await client.query(
    'create table if not exists gear_migrations (name text primary key, run_on timestamptz not null default now())',
  );
  const { rows } = await client.query<{ name: string }>('select name from gear_migrations');
  const earlier = new Set(rows.map(({ name }) => name));
  const missing = gearMigrations.filter(({ name }) => !earlier.has(name));
  for (const migration of missing) await retryOnContention(() => apply(client, migration));
  return missing.map(({ name }) => `gear/${name}`);
}

async function apply(client: Client, { name, sql, concurrently = [] }: GearMigration): Promise<void> {
  for (const statement of concurrently) await client.query(statement);
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into gear_migrations (name) values ($1)', [name]);
    await client.query('commit');
  } catch (error) {
    await rollBack(client);
    throw error;
  }
}
