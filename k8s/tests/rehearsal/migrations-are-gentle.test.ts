import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLodge, type Lodge } from '@gnar/lodge';
import pg from 'pg';
import { gearMigrations } from '@gnar/gear/migrations';
import { migrateDatabase, migrationSchema } from '../../../services/piste/src/migrate.ts';
import { readConfig } from '@gnar/gear/config';
import { breakingChanges } from '../../rehearsal/breaking-changes.ts';
import { schemaSnapshot, type Schema } from '../../rehearsal/schema-snapshot.ts';

const folder = new URL('../../../services/piste/src/migrations/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => /^\d{4}_[\w-]+\.(?:sql|mjs)$/.test(name))
  .toSorted();

describe('a migration', () => {
  let lodge: Lodge;
  let owner: pg.Client;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['postgres'] });
    const { host, port, database, owner: credentials } = lodge.postgres;
    owner = new pg.Client({
      host,
      port,
      database,
      user: credentials.username,
      password: credentials.password,
    });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await lodge.stop();
  });

  const wayUp = async (name: string) =>
    (await readFile(new URL(name, folder), 'utf8')).split(/^-- Down Migration/m)[0] ?? '';

  describe('of gear', () => {
    it.each(gearMigrations)('$name leaves alone what the release before it uses', async ({ sql }) => {
      const before = await schemaSnapshot(owner);
      await owner.query(sql);
      expect(breakingChanges(before, await schemaSnapshot(owner), sql)).toEqual([]);
    });
  });

  describe('of ours', () => {
    // Gear's are there already: a run of all takes them over.
    beforeAll(async () => {
      await migrateDatabase(readConfig(migrationSchema, lodge.environment()), { count: 0 });
    });

    it.each(files)('%s leaves alone what the release before it uses', async (name) => {
      const before = await schemaSnapshot(owner);
      const config = readConfig(migrationSchema, lodge.environment());
      expect(await migrateDatabase(config, { count: 1 })).toEqual([name.replace(/\.\w+$/, '')]);
      expect(breakingChanges(before, await schemaSnapshot(owner), await wayUp(name))).toEqual([]);
    });

    it.each(files)('%s gives up when it would have to wait long', async (name) => {
      expect(await wayUp(name)).toMatch(/^SET (?:LOCAL )?lock_timeout = '[1-5]s';$/m);
    });

    it.each(files)('%s can be taken back', async (name) => {
      expect(await readFile(new URL(name, folder), 'utf8')).toMatch(
        /^-- Down Migration\s+\S|\bexport const down\b/m,
      );
    });
  });

  /** In a transaction that is taken back. */
  async function changesBy(sql: string): Promise<string[]> {
    await owner.query('begin');
    try {
      const before = await schemaSnapshot(owner);
      await owner.query(sql);
      return breakingChanges(before, await schemaSnapshot(owner), sql);
    } finally {
      await owner.query('rollback');
    }
  }

  it.each([
    ['DROP TABLE links', ['links is gone']],
    ['ALTER TABLE users RENAME TO accounts', ['users is gone']],
    ['ALTER TABLE users DROP COLUMN phone', ['users.phone is gone']],
    ['ALTER TABLE users RENAME COLUMN phone TO telephone', ['users.phone is gone']],
    [
      'ALTER TABLE outbox ALTER COLUMN attempts TYPE bigint',
      ['outbox was written anew, locked', 'outbox.attempts is bigint, it was integer'],
    ],
    ['ALTER TABLE users ALTER COLUMN locale SET NOT NULL', ['users.locale may not be null any more']],
    ['ALTER TABLE outbox ALTER COLUMN attempts DROP DEFAULT', ['outbox.attempts has no default any more']],
    [
      'ALTER TABLE audit ADD COLUMN who text NOT NULL',
      ['audit.who is required of a release that does not know it'],
    ],
    [
      'ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp()',
      ['users was written anew, locked'],
    ],
    [
      'ALTER TABLE users ADD CONSTRAINT short CHECK (length(city) < 90)',
      ['short was checked against every row, locked: add it NOT VALID first'],
    ],
    [
      'CREATE INDEX users_city_idx ON users (city)',
      ['users was locked while an index was built: create it CONCURRENTLY'],
    ],
    [
      'CREATE UNIQUE INDEX users_phone_key\n  ON users (phone)',
      ['users was locked while an index was built: create it CONCURRENTLY'],
    ],
  ])('is found out: %s', async (sql, changes) => {
    expect(await changesBy(sql)).toEqual(changes);
  });

  it.each([
    'ALTER TABLE users ADD COLUMN nickname text',
    'ALTER TABLE users ADD COLUMN trusted boolean NOT NULL DEFAULT false',
    'ALTER TABLE users ADD CONSTRAINT short CHECK (length(city) < 90) NOT VALID',
    'ALTER TABLE users ALTER COLUMN status DROP NOT NULL',
    'CREATE TABLE badges (id uuid PRIMARY KEY, name text NOT NULL); CREATE INDEX badges_name_idx ON badges (name)',
    '-- Contract: users.phone\nALTER TABLE users DROP COLUMN phone',
  ])('is welcome: %s', async (sql) => {
    expect(await changesBy(sql)).toEqual([]);
  });

  it('that builds an index beside the table is welcome', () => {
    const schema: Schema = { users: { file: 1, columns: {}, constraints: {} } };
    expect(
      breakingChanges(schema, schema, 'CREATE INDEX CONCURRENTLY users_city_idx ON users (city)'),
    ).toEqual([]);
  });
});
