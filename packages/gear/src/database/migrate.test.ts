import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { Client } from 'pg';
import { startTestApp } from '../testing/test-app.ts';
import { gearTestDatabase, migrateTestDatabase, testMigrations } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

jest.setTimeout(20_000);

describe('migrate', () => {
  it('goes up once, down and up again, and leaves the services a role that owns nothing', async () => {
    const own = await gearTestDatabase();
    expect(await migrateTestDatabase(own.environment)).toEqual([]);
    expect(await migrateTestDatabase(own.environment, 'down')).toEqual(['0001_notes']);
    expect(await migrateTestDatabase(own.environment)).toEqual(['0001_notes']);

    const running = await startTestApp({ environment: own.environment });
    const { database } = running.parts;
    await database.run("insert into notes (text) values ('rows are fine')");
    await expect(database.run('drop table notes')).rejects.toMatchObject({ code: '42501' });
    await expect(database.run('create table mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(database.run('delete from migrations')).rejects.toMatchObject({ code: '42501' });
    await running.app.stop();
    await own.drop();
  });

  it('runs once though many start at the same moment', async () => {
    const own = await gearTestDatabase();
    await migrateTestDatabase(own.environment, 'down');
    const ran = await Promise.all([1, 2, 3].map(() => migrateTestDatabase(own.environment)));
    expect(ran.flat()).toEqual(['0001_notes']);
    await own.drop();
  });

  it('gives up a lock that it does not get within 5 s, and changes nothing', async () => {
    const own = await gearTestDatabase();
    const running = await startTestApp({ environment: own.environment });
    const { database } = running.parts;
    await database.transaction(async (reader) => {
      await reader.run('select text from notes');
      await expect(migrateTestDatabase(own.environment, 'down')).rejects.toThrow(/lock timeout/);
    });
    await database.run("insert into notes (text) values ('still there')");
    await running.app.stop();
    await own.drop();
  });

  it("runs a fork's migrations after the service's and undoes them before, whatever their numbers", async () => {
    const own = await gearTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'gnar-own-migrations-'));
    const trips = `-- Up Migration\nALTER TABLE notes ADD trip int;\nCREATE TABLE trips ();\n-- Down Migration\nDROP TABLE trips;\nALTER TABLE notes DROP trip;\n`;
    await writeFile(join(folder, '0001_trips.sql'), trips);
    const migrateFork = (direction: 'up' | 'down', count?: number) =>
      migrateTestDatabase(own.environment, direction, testMigrations, { ownDirectory: folder, count });
    expect(await migrateFork('down')).toEqual(['0001_notes']);
    expect(await migrateFork('up', 1)).toEqual(['0001_notes']);
    expect(await migrateFork('up')).toEqual(['0001_trips']);
    const running = await startTestApp({ environment: own.environment });
    await running.parts.database.run('insert into trips default values');
    await expect(running.parts.database.run('delete from own_migrations')).rejects.toMatchObject({
      code: '42501',
    });
    await running.app.stop();
    expect(await migrateFork('down')).toEqual(['0001_trips']);
    expect(await migrateFork('up')).toEqual(['0001_trips']);
    expect(await migrateFork('down', 2)).toEqual(['0001_trips', '0001_notes']);
    await own.drop();
    await rm(folder, { recursive: true });
  });

  /** A database, a connection of its owner, and a way to run one more migration in it. */
  async function withMigration(file: string, content: string) {
    const own = await gearTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'gnar-migrations-'));
    await cp(testMigrations, folder, { recursive: true });
    await writeFile(join(folder, file), content);
    const [host, port] = own.environment['GNAR_PG_ENDPOINT']!.split(':');
    const owner = new Client({
      host,
      port: Number(port),
      database: own.environment['GNAR_PG_DATABASE'],
      user: own.environment['GNAR_PG_OWNER_USERNAME'],
      password: own.environment['GNAR_PG_OWNER_PASSWORD'],
    });
    await owner.connect();
    return {
      owner,
      migrate: () => migrateTestDatabase(own.environment, 'up', pathToFileURL(`${folder}/`)),
      write: (name: string, text: string) => writeFile(join(folder, name), text),
      remove: (name: string) => rm(join(folder, name)),
      async [Symbol.asyncDispose]() {
        await owner.end();
        await own.drop();
        await rm(folder, { recursive: true });
      },
    };
  }

  it.each([
    [
      'changed',
      '0002_trees was changed. Undo the change and write it as a new migration',
      '0002_trees.sql',
      'bigint',
    ],
    ['renamed', '0002_trees is called 0002_woods now. Give it its old name back.', '0002_woods.sql', 'int'],
    ['removed', '0002_trees is missing from ', undefined, ''],
  ])('refuses a migration that was %s after it had run, and runs none', async (_, why, file, type) => {
    const trees = (column: string) =>
      `-- Up Migration\nCREATE TABLE trees (id ${column});\n-- Down Migration\nDROP TABLE trees;`;
    await using scene = await withMigration('0002_trees.sql', trees('int'));
    await scene.write('0003_rocks.sql', '-- Up Migration\nCREATE TABLE rocks ();\n-- Down Migration\n');
    expect(await scene.migrate()).toEqual(['0002_trees', '0003_rocks']);

    await scene.remove('0002_trees.sql');
    if (file !== undefined) await scene.write(file, trees(type));
    await scene.write('0004_moss.sql', '-- Up Migration\nCREATE TABLE moss ();\n-- Down Migration\n');

    await expect(scene.migrate()).rejects.toThrow(why);
    const { rows } = await scene.owner.query("select to_regclass('moss') as moss");
    expect(rows).toEqual([{ moss: null }]);
  });

  it('refuses a change of one that ran before another failed, once that one is repaired', async () => {
    const up = (statement: string) => `-- Up Migration\n${statement};\n-- Down Migration\n`;
    await using scene = await withMigration(
      '0002_trees.sql',
      up("CREATE TABLE trees (of text DEFAULT 'a--b')"),
    );
    await scene.write('0003_rocks.sql', up('CREATE TABEL rocks ()'));
    await expect(scene.migrate()).rejects.toThrow('syntax error');

    await scene.write('0002_trees.sql', up("CREATE TABLE trees (of text DEFAULT 'a--c')"));
    await scene.write('0003_rocks.sql', up('CREATE TABLE rocks ()'));
    await expect(scene.migrate()).rejects.toThrow('0002_trees was changed');
  });

  it('takes another comment, another way down and a file of a later release for no change', async () => {
    await using scene = await withMigration(
      '0002_trees.sql',
      '-- Up Migration\nCREATE TABLE trees ();\n-- Down Migration\n',
    );
    await scene.migrate();
    await scene.write(
      '0002_trees.sql',
      '-- Up Migration\n-- Why\n  CREATE TABLE\ntrees ();\n-- Down Migration\nDROP TABLE trees;',
    );
    expect(await scene.migrate()).toEqual([]);
    await scene.remove('0002_trees.sql');
    expect(await scene.migrate()).toEqual([]);
  });

  it('takes the files for right that an earlier release ran, which kept no checksums, and compares from then on', async () => {
    const trees = (column: string) =>
      `-- Up Migration\nCREATE TABLE trees (id ${column});\n-- Down Migration\n`;
    await using scene = await withMigration('0002_trees.sql', trees('int'));
    await scene.migrate();
    await scene.owner.query('alter table migrations drop column checksum');
    await scene.write('0002_trees.sql', trees('bigint'));
    expect(await scene.migrate()).toEqual([]);
    await scene.write('0002_trees.sql', trees('text'));
    await expect(scene.migrate()).rejects.toThrow("SET checksum = NULL WHERE name = '0002_trees'");
    await scene.owner.query("UPDATE migrations SET checksum = NULL WHERE name = '0002_trees'");
    expect(await scene.migrate()).toEqual([]);
  });

  /** Once the migration waits, and well before it looks for a deadlock: so it is the one that Postgres rolls back. */
  const lockOnceItWaits = (lock: string) => `do $$ begin
    while not exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))) loop
      perform pg_sleep(0.002);
    end loop;
    perform pg_sleep(0.3);
    ${lock};
  end $$`;

  it('keeps nothing of a migration that fails, and names it', async () => {
    const broken = 'CREATE TABLE half (id int); ALTER TABLE nowhere ADD COLUMN x int;';
    await using database = await withMigration('0002_broken.sql', broken);
    await expect(database.migrate()).rejects.toThrow(/^Migration 0002_broken failed: .*nowhere/);
    const { rows } = await database.owner.query("select to_regclass('half') as half");
    expect(rows).toEqual([{ half: null }]);
  });

  it('runs a migration again that Postgres rolled back because of a deadlock', async () => {
    const crossing =
      "SELECT nextval('attempts'); ALTER TABLE notes ADD COLUMN a int; ALTER TABLE users ADD COLUMN a int;";
    await using database = await withMigration('0002_crossing.sql', crossing);
    const { owner, migrate } = database;
    await owner.query('create sequence attempts');
    await owner.query('begin; select from users');
    const migrating = migrate();
    await owner.query(lockOnceItWaits('lock table notes in access share mode'));
    await owner.query('commit');
    expect(await migrating).toEqual(['0002_crossing']);
    // What a sequence gave is not rolled back.
    expect((await owner.query('select last_value::int as attempts from attempts')).rows).toEqual([
      { attempts: 2 },
    ]);
    expect(await migrate()).toEqual([]);
  });

  it('does not repeat a migration without a transaction, and names the invalid index that it left', async () => {
    const bare = `export const up = (pgm) => {
      pgm.noTransaction();
      pgm.sql("SELECT nextval('attempts')");
      pgm.sql('CREATE INDEX CONCURRENTLY notes_reply_to_idx ON notes (reply_to)');
    };
    export const down = false;`;
    await using database = await withMigration('0002_bare.mjs', bare);
    const { owner, migrate } = database;
    await owner.query('create sequence attempts');
    await owner.query("begin; insert into notes (text) values ('in hand')");
    const failure = expect(migrate()).rejects.toThrow(
      /^Migration 0002_bare failed: it runs without a transaction.*invalid indexes to drop: notes_reply_to_idx/,
    );
    await owner.query(lockOnceItWaits('lock table notes in share row exclusive mode'));
    await owner.query('commit');
    await failure;
    expect((await owner.query('select last_value::int as attempts from attempts')).rows).toEqual([
      { attempts: 1 },
    ]);

    await owner.query('drop index notes_reply_to_idx');
    expect(await migrate()).toEqual(['0002_bare']);
  });
});

describe('a statement outside a transaction', () => {
  it('runs again when Postgres chose it to end a deadlock', async () => {
    const own = await gearTestDatabase();
    const running = await startTestApp({ environment: own.environment });
    const { database } = running.parts;
    await database.run("insert into notes (text) values ('first'), ('second')");
    let asked: Promise<number> | undefined;
    await database.transaction(async (tx) => {
      await tx.run("update notes set text = 'second!' where text = 'second'");
      // The statement locks the first row and waits for the second; the transaction then waits for the first.
      asked ??= database.run(
        `update notes set text = text || '?' where id in (select id from notes order by id for update)`,
      );
      const waits =
        'select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))';
      await until(async () => (await tx.one(waits)) !== undefined);
      await tx.run('select pg_sleep(0.3)');
      await tx.run("update notes set text = 'first!' where text = 'first'");
    });
    expect(await asked).toBe(2);
    expect(await database.all('select text from notes order by id')).toEqual([
      { text: 'first!?' },
      { text: 'second!?' },
    ]);
    await running.app.stop();
    await own.drop();
  });
});
