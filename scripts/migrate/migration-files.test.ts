import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  assertWritten,
  migrationNames,
  migrationsFolder,
  newMigration as newOf,
  ownMigrationsFolder,
} from './migration-files.ts';

let repository: string;
let folder: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'gnar-migrations-'));
  folder = ownMigrationsFolder(repository);
});
afterEach(() => rmSync(repository, { recursive: true }));

const newMigration = (name: string, whose?: 'own' | 'starter') => newOf(name, whose, repository);
const write = (name: string, text: string) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
};

describe('a new migration', () => {
  it('is numbered after the last one, whatever numbers are missing before it', () => {
    expect(basename(newMigration('add-trees'))).toBe('9000_add_trees.sql');
    write('9009_old.sql', '');
    expect(basename(newMigration('Plant more trees'))).toBe('9010_plant_more_trees.sql');
    expect(migrationNames(folder)).toEqual(['9000_add_trees', '9009_old', '9010_plant_more_trees']);
  });

  it("of a fork lies in the service's own folder and begins at 9000, after what a fork numbered otherwise", () => {
    expect(newMigration('trees')).toBe(join(folder, '9000_trees.sql'));
    write('20261122_by_date.sql', '');
    expect(basename(newMigration('leaves'))).toBe('20261123_leaves.sql');
  });

  it('of the starter lies in the folder of the service, with a number below 9000', () => {
    newMigration('trees');
    expect(newMigration('trees', 'starter')).toBe(join(migrationsFolder(repository), '0001_trees.sql'));
    expect(basename(newMigration('leaves', 'starter'))).toBe('0002_leaves.sql');
    const shipped = migrationNames().map((name) => Number.parseInt(name, 10));
    expect(shipped.filter((number) => number >= 9000)).toEqual([]);
  });

  it('has a way up and a way down', () => {
    expect(readFileSync(newMigration('trees'), 'utf8')).toMatch(
      /^-- Up Migration\n[^]*^-- Down Migration\n/m,
    );
  });

  it.each(['', '../trees', 'trees; rm', '1st', '_', 'x'.repeat(61), 'trees.sql'])(
    'is not written by the name "%s"',
    (name) => {
      expect(() => newMigration(name)).toThrow('is no name for a migration');
      expect(migrationNames(folder)).toEqual([]);
    },
  );

  it('is not written by a name that another one has', () => {
    newMigration('trees');
    expect(() => newMigration('trees')).toThrow('9000_trees.sql');
  });
});

describe('a migration without a statement', () => {
  it('is refused by name, for it would count as done and never run again', () => {
    newMigration('trees');
    expect(() => assertWritten(folder)).toThrow(/9000_trees\.sql has no statement below "-- Up Migration"/);
  });

  it.each([
    ['nothing but comments', '-- Up Migration\n/* create\ntable */ -- x\n-- Down Migration\nDROP TABLE x;'],
    ['an empty file', ''],
  ])('is one with %s', (_, text) => {
    write('9000_trees.sql', text);
    expect(() => assertWritten(folder)).toThrow('9000_trees.sql');
  });

  it('is none when there is a statement', () => {
    write('9000_trees.sql', '-- Up Migration\n-- why\nCREATE TABLE trees ();\n-- Down Migration\n');
    expect(() => assertWritten(folder)).not.toThrow();
  });
});
