import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { assertWritten, migrationNames, newMigration } from './migration-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-migrations-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('a new migration', () => {
  it('is numbered after the last one, whatever numbers are missing before it', () => {
    expect(basename(newMigration('add-trees', folder))).toBe('0001_add_trees.sql');
    write('0009_old.sql', '');
    expect(basename(newMigration('Plant more trees', folder))).toBe('0010_plant_more_trees.sql');
    expect(migrationNames(folder)).toEqual(['0001_add_trees', '0009_old', '0010_plant_more_trees']);
  });

  it('has a way up and a way down', () => {
    expect(readFileSync(newMigration('trees', folder), 'utf8')).toMatch(
      /^-- Up Migration\n[^]*^-- Down Migration\n/m,
    );
  });

  it.each(['', '../trees', 'trees; rm', '1st', '_', 'x'.repeat(61), 'trees.sql'])(
    'is not written by the name "%s"',
    (name) => {
      expect(() => newMigration(name, folder)).toThrow('is no name for a migration');
      expect(migrationNames(folder)).toEqual([]);
    },
  );

  it('is not written by a name that another one has', () => {
    newMigration('trees', folder);
    expect(() => newMigration('trees', folder)).toThrow('0001_trees.sql');
  });
});

describe('a migration without a statement', () => {
  it('is refused by name, for it would count as done and never run again', () => {
    newMigration('trees', folder);
    expect(() => assertWritten(folder)).toThrow(/0001_trees\.sql has no statement below "-- Up Migration"/);
  });

  it.each([
    ['nothing but comments', '-- Up Migration\n/* create\ntable */ -- x\n-- Down Migration\nDROP TABLE x;'],
    ['an empty file', ''],
  ])('is one with %s', (_, text) => {
    write('0001_trees.sql', text);
    expect(() => assertWritten(folder)).toThrow('0001_trees.sql');
  });

  it('is none when there is a statement', () => {
    write('0001_trees.sql', '-- Up Migration\n-- why\nCREATE TABLE trees ();\n-- Down Migration\n');
    expect(() => assertWritten(folder)).not.toThrow();
  });
});
