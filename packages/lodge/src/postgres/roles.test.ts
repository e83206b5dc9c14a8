import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '../index.ts';
import { query } from '../testing/clients.fixture.ts';

jest.setTimeout(60_000);

describe('the database roles', () => {
  let lodge: Lodge;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['postgres'] });
    await query(lodge.postgres, 'owner', 'create table note (id bigserial primary key, text text)');
  });
  afterAll(() => lodge.stop());

  const asService = (sql: string) => query(lodge.postgres, 'service', sql);
  const asOwner = (sql: string, database?: string) => query(lodge.postgres, 'owner', sql, database);

  it('let the service read and write rows of the tables of the owner', async () => {
    await asService("insert into note (text) values ('one')");
    await asService("update note set text = 'two'");

    expect(await asService('select text from note')).toEqual([{ text: 'two' }]);
    expect(await asService('delete from note returning text')).toEqual([{ text: 'two' }]);
  });

  it.each([
    'create table mine (id int)',
    'create temporary table mine (id int)',
    'alter table note add column more text',
    'drop table note',
    'truncate note',
    'create schema mine',
    'create index on note (text)',
    'create function mine() returns int language sql as $$ select 1 $$',
    'create extension citext',
    'create database mine',
    'create role mine',
  ])('refuse the service: %s', async (statement) => {
    await expect(asService(statement)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('do not let the service become the owner', async () => {
    await expect(asService('set role gnar_owner')).rejects.toThrow('permission denied');
  });

  it('are no superusers', async () => {
    const superusers = await asService(
      "select rolname from pg_roles where rolsuper and rolname like 'gnar%'",
    );

    expect(superusers).toEqual([]);
  });

  it('let the owner create extensions, functions and databases, in which the service has the same rights', async () => {
    await asOwner('create extension citext');
    await asOwner('create extension pg_trgm');
    await asOwner('create database other');
    await asOwner('create table note (id int)', 'other');

    expect(
      await query(lodge.postgres, 'service', 'insert into note values (1) returning id', 'other'),
    ).toEqual([{ id: 1 }]);
    await expect(query(lodge.postgres, 'service', 'create table mine (id int)', 'other')).rejects.toThrow(
      'permission denied',
    );
  });

  it('require a password', async () => {
    const guessed = { username: 'gnar_service', password: 'gnar_service' };

    await expect(query({ ...lodge.postgres, service: guessed }, 'service', 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('work on UTF-8 text in UTC', async () => {
    expect(await asService("select lower('ÀÉ') as lower, current_setting('timezone') as zone")).toEqual([
      { lower: 'àé', zone: 'UTC' },
    ]);
  });
});
