import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { testLodge } from './test-lodge.ts';

const { Client, escapeIdentifier } = pg;

export interface TestDatabaseOptions {
  /** Names the template, such as the service whose migrations it holds. */
  template: string;
  /** What the template is made of; another key makes it anew. Default: one template per lodge. */
  key?: string;
  /** Migrates the database that the given GNAR_PG_… variables name, as their owner, and closes its connections. */
  migrate: (environment: Record<string, string>) => Promise<void>;
}

export interface TestDatabase {
  database: string;
  /** The lodge's variables, pointed at this database. */
  environment: () => Record<string, string>;
  /** Removes the database, also from under forgotten connections. */
  drop: () => Promise<void>;
}

/** A fresh database, copied from a migrated template that is made when first asked for. */
export async function createTestDatabase(options: TestDatabaseOptions): Promise<TestDatabase> {
  const database = `test_${randomBytes(8).toString('hex')}`;
  await asOwner(async (owner) => {
    const template = await ensureTemplate(owner, options);
    // Copying files beats replaying changes for a database this small.
    await owner.query(
      `create database ${escapeIdentifier(database)} template ${escapeIdentifier(template)} strategy file_copy`,
    );
    await owner.query(`revoke temporary on database ${escapeIdentifier(database)} from public`);
  });
  return {
    database,
    environment: () => environmentOf(database),
    drop: () => asOwner((owner) => drop(owner, database)),
  };
}

/**
 * Test files run in several processes: the first one makes the template while the others wait for its
 * lock. It gets its name when it is complete, so one that failed half-way is never copied.
 */
async function ensureTemplate(
  owner: pg.Client,
  { template, key = '', migrate }: TestDatabaseOptions,
): Promise<string> {
  const prefix = `template_${template}_`;
  const name = `${prefix}${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  await owner.query('select pg_advisory_lock(hashtext($1))', [prefix]);
  try {
    if (await exists(owner, name)) return name;
    for (const outdated of await namesWith(owner, prefix)) await drop(owner, outdated);
    const unfinished = `${prefix}unfinished`;
    await owner.query(`create database ${escapeIdentifier(unfinished)}`);
    await migrate(environmentOf(unfinished));
    await owner.query(`alter database ${escapeIdentifier(unfinished)} rename to ${escapeIdentifier(name)}`);
    return name;
  } finally {
    await owner.query('select pg_advisory_unlock(hashtext($1))', [prefix]);
  }
}

async function asOwner<Result>(use: (owner: pg.Client) => Promise<Result>): Promise<Result> {
  const { host, port, owner } = testLodge().postgres;
  const client = new Client({
    host,
    port,
    user: owner.username,
    password: owner.password,
    database: 'postgres',
  });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function exists(owner: pg.Client, database: string): Promise<boolean> {
  return (await owner.query('select from pg_database where datname = $1', [database])).rowCount === 1;
}

async function namesWith(owner: pg.Client, prefix: string): Promise<string[]> {
  const { rows } = await owner.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  return rows.map(({ datname }) => datname);
}

async function drop(owner: pg.Client, database: string): Promise<void> {
  await owner.query(`drop database if exists ${escapeIdentifier(database)} with (force)`);
}

const environmentOf = (database: string) => ({ ...testLodge().environment(), GNAR_PG_DATABASE: database });
