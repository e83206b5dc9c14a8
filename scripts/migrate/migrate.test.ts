import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RepositoryCopy, type RunningCopy } from '../services/repository-copy.fixture.ts';
import { migrationNames, migrationsFolder, newMigration, ownMigrationsFolder } from './migration-files.ts';

jest.setTimeout(120_000);

const up = 'CREATE TABLE trees (id int);';
const whole = `-- Up Migration\n${up}\n-- Down Migration\nDROP TABLE trees;\n`;

let copy: RepositoryCopy;
let folder: string;
beforeAll(() => {
  copy = new RepositoryCopy();
  folder = migrationsFolder(copy.root);
});
afterAll(() => copy[Symbol.dispose]());

const migrate = (...words: string[]) => copy.run('scripts/migrate/main.ts', ...words);
const lineOf = (output: string, name: string) => output.split('\n').find((line) => line.includes(name));

describe('npm run migrate', () => {
  it('says how to call it', async () => {
    for (const words of [[], ['--help'], ['up', '-h']]) {
      const { code, output } = await migrate(...words);
      expect([code, output]).toEqual([0, expect.stringContaining('npm run migrate -- new add_trees')]);
    }
  });

  it.each([
    [['sideways'], "Unknown command 'sideways'"],
    [['up', 'all'], "The count 'all' is no whole number"],
    [['down', '-1'], "The count '-1' is no whole number"],
    [['up', '1', '2'], "Unexpected argument '2'"],
    [['status', 'now'], "Unexpected argument 'now'"],
    [['new'], 'needs a name'],
    [['up', '--starter'], "Unexpected argument '--starter'"],
  ])('refuses %j in one line', async (words, why) => {
    const { code, output } = await migrate(...words);
    expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(why)]]);
  });

  it('runs all that have not run, undoes the last, and says which have', async () => {
    const [last = ''] = migrationNames(folder).slice(-1);
    expect(lineOf((await migrate('status')).output, last)).toMatch(/^pending/);
    expect(lineOf((await migrate('up')).output, last)).toBe(`up ${last}`);
    expect((await migrate('up')).output).toContain('Every migration has run already');
    expect((await migrate('down')).output.trim()).toBe(`down ${last}`);
    expect(lineOf((await migrate('status')).output, last)).toMatch(/^pending/);
    expect((await migrate('up', '1')).output.trim()).toBe(`up ${last}`);
    expect(lineOf((await migrate('status')).output, last)).toMatch(/^up /);
  });

  it('runs, lists and undoes those of a fork, after ours and before them', async () => {
    const own = join(ownMigrationsFolder(copy.root), '9000_own_trees.sql');
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, whole.replaceAll('trees', 'own_trees'));
    expect(lineOf((await migrate('status')).output, 'own_trees')).toMatch(/^pending/);
    expect(lineOf((await migrate('up')).output, 'own_trees')).toMatch(/^up /);
    expect(lineOf((await migrate('status')).output, 'own_trees')).toMatch(/^up /);
    expect(lineOf((await migrate('down')).output, 'own_trees')).toMatch(/^down /);
    rmSync(own);
  });

  it('runs no migration that has no statement yet, and ends with 1', async () => {
    const { output } = await migrate('new', 'grow-trees');
    const name = /\d{4}_grow_trees/.exec(output)?.[0] ?? '';
    const refused = await migrate('up');
    expect([refused.code, refused.output]).toEqual([
      1,
      expect.stringContaining(`${name}.sql has no statement`),
    ]);
    const path = join(ownMigrationsFolder(copy.root), `${name}.sql`);
    writeFileSync(path, '-- Up Migration\nCREATE TABLE;\n-- Down Migration\n');
    const broken = await migrate('up');
    expect([broken.code, broken.output]).toEqual([1, expect.stringContaining('syntax error')]);
    rmSync(path);
  });
});

describe('npm start', () => {
  let start: RunningCopy;
  beforeAll(async () => {
    start = await copy.start();
  });
  afterAll(() => start.stop());

  const until = (text: string) => start.until((output) => output.includes(text));
  const timesBack = () => start.output().split('is back').length;

  it('waits with a new migration until it is written, runs it when it is saved, and brings the service back', async () => {
    const path = newMigration('trees', 'own', copy.root);
    const name = basename(path, '.sql');
    await until(`${name}.sql has no statement`);
    const before = timesBack();

    writeFileSync(path, whole);
    await until(`up ${name}`);
    await start.until(() => timesBack() > before);
    const { output: status } = await migrate('status');
    expect(lineOf(status, name)).toMatch(/^up /);
    expect(status).toContain('of the running npm start');

    writeFileSync(path, whole.replace('id int', 'id bigint'));
    await until(`${name} was changed. Undo the change`);

    expect((await migrate('down')).output.trim()).toBe(`down ${name}`);
    expect((await migrate('up')).output.trim()).toBe(`up ${name}`);
    expect(copy.changed().filter((file) => file === relative(copy.root, path))).toHaveLength(1);
    expect(existsSync(path) && readFileSync(path, 'utf8')).toContain('bigint');
  });
});
