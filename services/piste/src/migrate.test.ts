import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readConfig } from '@gnar/gear/config';
import { gearMigrations } from '@gnar/gear/migrations';
import { createTestDatabase } from '@gnar/lodge/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { migrateDatabase, migrationSchema } from './migrate.ts';
import { startPiste, type PisteUnderTest } from './testing/piste-under-test.ts';

const names = readdirSync(new URL('./migrations/', import.meta.url))
  .map((file) => file.replace('.sql', ''))
  .toSorted();
const gearNames = gearMigrations.map(({ name }) => `gear/${name}`);

/** A database that nothing has been done to. */
const emptyDatabase = () => createTestDatabase({ template: 'empty', migrate: () => Promise.resolve() });

describe('the migrations', () => {
  it('go up, down to nothing, and up again', async () => {
    const database = await emptyDatabase();
    const config = readConfig(migrationSchema, database.environment());
    expect(await migrateDatabase(config)).toEqual([...gearNames, ...names]);
    expect(await migrateDatabase(config)).toEqual([]);
    expect(await migrateDatabase(config, { direction: 'down', count: names.length })).toEqual(
      names.toReversed(),
    );
    expect(await migrateDatabase(config, { count: 2 })).toEqual(names.slice(0, 2));
    expect(await migrateDatabase(config, { direction: 'down' })).toEqual(names.slice(1, 2));
    expect(await migrateDatabase(config)).toEqual(names.slice(1));
    await database.drop();
  });

  it('run from the command line, and say which', async () => {
    const database = await emptyDatabase();
    const migrate = async (...args: string[]) => {
      const main = fileURLToPath(new URL('./migrate.ts', import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', main, ...args], {
        env: database.environment(),
      });
      return stdout.trim().split('\n');
    };
    expect(await migrate()).toEqual([...gearNames, ...names].map((name) => `up ${name}`));
    expect(await migrate('up')).toEqual(['Nothing to migrate.']);
    expect(await migrate('down', '2')).toEqual(
      names
        .slice(-2)
        .toReversed()
        .map((name) => `down ${name}`),
    );
    await database.drop();
  });
});

describe('the role of the service', () => {
  let piste: PisteUnderTest;
  beforeAll(async () => {
    piste = await startPiste();
  });
  afterAll(() => piste.stop());

  it.each([
    'CREATE TABLE mine (id int)',
    'ALTER TABLE users ADD COLUMN role text',
    'DROP TABLE audit',
    'TRUNCATE users',
    "DELETE FROM migrations WHERE name = '0001_users'",
    "DELETE FROM gear_migrations WHERE name = '0001_sessions'",
  ])('may not: %s', async (statement) => {
    await expect(piste.parts.database.run(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('is held to one account per address by the database itself', async () => {
    const insert = 'INSERT INTO users (email) VALUES ($1)';
    await piste.parts.database.run(insert, ['ada@example.com']);
    await expect(piste.parts.database.run(insert, ['ADA@Example.com'])).rejects.toThrow(/users_email_key/);
  });
});
