import { readdirSync, readFileSync } from 'node:fs';
import { gearMigrations } from '@gnar/gear/migrations';
import { startLodge, type Lodge } from '@gnar/lodge';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { migrateWith } from '../../../services/piste/src/migrate.ts';

const folderOfPiste = new URL('../../../services/piste/src/migrations/', import.meta.url);
const names = readdirSync(folderOfPiste)
  .map((file) => file.replace(/\.\w+$/, ''))
  .toSorted();

describe('a database of the release before gear had migrations of its own', () => {
  let lodge: Lodge;
  let old: pg.Client;
  let fresh: pg.Client;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['postgres'] });
    old = await ownerOf(lodge.postgres.database);
    await old.query('CREATE DATABASE fresh');
    fresh = await ownerOf('fresh');
  });
  afterAll(async () => {
    await Promise.all([old.end(), fresh.end()]);
    await lodge.stop();
  });

  it('keeps its rows, and gets the schema of a new one', async () => {
    await migrateAsBefore(old);
    await old.query(`
      INSERT INTO users (email) VALUES ('ada@example.com');
      INSERT INTO sessions (sid, user_id, expires_at, stepped_up_at)
        SELECT gen_random_uuid(), id, now() + interval '1 day', now() FROM users;
      INSERT INTO outbox (kind, payload, attempts) VALUES ('mail', '{"n":1}', 3);`);
    const rows = `SELECT sid, user_id, sessions.expires_at, stepped_up_at, kind, payload, attempts, available_at
      FROM sessions, outbox`;
    const before = (await old.query(rows)).rows;

    await migrateWith(lodge.environment());
    expect(before).toHaveLength(1);
    expect((await old.query(rows)).rows).toEqual(before);
    await migrateWith({ ...lodge.environment(), GNAR_PG_DATABASE: 'fresh' });
    expect(await schemaOf(old)).toEqual(await schemaOf(fresh));
    expect((await old.query('SELECT name FROM gear_migrations ORDER BY name')).rows).toEqual(
      gearMigrations.map(({ name }) => ({ name })),
    );
    await old.query('DELETE FROM users');
    expect((await old.query('SELECT FROM sessions')).rowCount).toBe(0);
  });

  it('may go back to that release, whose runner refuses a list in another order than its files', async () => {
    const { rows } = await fresh.query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
    expect(rows.map(({ name }) => name).slice(0, 8)).toEqual([
      ...['0001_users', '0002_links', '0003_sessions', '0004_outbox', '0005_audit', '0006_step_up'],
      ...['0008_audit_forgets', '0009_old_audit_addresses'],
    ]);
  });

  async function ownerOf(database: string): Promise<pg.Client> {
    const { host, port, owner } = lodge.postgres;
    const client = new pg.Client({ host, port, database, user: owner.username, password: owner.password });
    await client.connect();
    return client;
  }
});

/** With that release's files, and a list of them as node-pg-migrate keeps it. */
async function migrateAsBefore(owner: pg.Client): Promise<void> {
  const earlier = new URL('fixtures/first-release/', import.meta.url);
  const replaced = readdirSync(earlier);
  await owner.query(
    'CREATE TABLE migrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
  );
  for (const name of names) {
    const folder = replaced.includes(`${name}.sql`) ? earlier : folderOfPiste;
    const [up = ''] = readFileSync(new URL(`${name}.sql`, folder), 'utf8').split('-- Down Migration');
    await owner.query(
      `BEGIN; ${up} INSERT INTO migrations (name, run_on) VALUES ('${name}', now()); COMMIT;`,
    );
  }
}

/** Columns, constraints and indexes, in words. */
async function schemaOf(owner: pg.Client): Promise<unknown[]> {
  const { rows } = await owner.query(`
    SELECT attrelid::regclass::text || '.' || attname AS name, format_type(atttypid, atttypmod) AS is,
           attnotnull AS required, pg_get_expr(adbin, adrelid) AS default
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid), convalidated, NULL
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT indexname, indexdef, true, NULL FROM pg_indexes WHERE schemaname = 'public'
    ORDER BY 1`);
  return rows;
}
