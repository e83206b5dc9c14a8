import { describe, expect, it } from '@jest/globals';
import { planCreation, tableMaker, takenBy } from './creation.ts';
import { repositoryFiles } from './files-of-feature.ts';
import { ownLists, withLine } from './lists.ts';
import { namesOf } from './names.ts';

const files = repositoryFiles();
const whyNot = async (name: string) =>
  planCreation(namesOf(name), files).then(
    () => '',
    (error: unknown) => String(error),
  );

describe('a name for a new feature', () => {
  it.each([
    ['features', 'own/features.ts'],
    ['operations', 'packages/contract/src/operations.ts'],
    ['problem-codes', 'packages/contract/src/own/problem-codes.ts'],
    ['config', 'own/config.ts'],
    ['services', 'own/services.ts'],
    ['languages', 'packages/contract/src/languages.ts'],
    ['email-texts', 'services/piste/src/own/email-texts.ts'],
    ['request-limits', 'services/piste/src/own/request-limits.ts'],
    ['sign-up', 'services/piste/src/features/sign-up'],
    ['migrations', "table 'migrations'"],
    ['own-migrations', "table 'own_migrations'"],
    ['users', 'services/piste/src/migrations/0001_users.sql'],
    ['schedules', 'packages/gear/src/migrations/gear-migrations.ts'],
  ])('cannot be %s, since that stands for something already: %s', async (name, where) => {
    expect(await whyNot(name)).toContain(`'${name}'`);
    expect(await whyNot(name)).toContain(where);
  });

  it('is free when files only begin or end like it', () => {
    expect(
      takenBy(namesOf('trips'), ['a/own/trips-archive/feature.ts', 'a/own/ski-trips.ts']),
    ).toBeUndefined();
    expect(takenBy(namesOf('trips'), ['a/own/trips/feature.ts'])).toBe('a/own/trips/feature.ts');
  });
});

describe('the table of a new feature', () => {
  it.each([
    ['CREATE TABLE trips (id int);', '1.sql'],
    ['create unlogged table\n  if not exists public."trips" ();', '1.sql'],
    ['CREATE TABLE ski_trips ();CREATE TABLE trips_archive ();', undefined],
    ['-- CREATE TABLE trips ();', undefined],
    ['SELECT 1;\n-- Down Migration\nCREATE TABLE trips ();', undefined],
  ])('is made by %j: %s', (sql, maker) => {
    expect(tableMaker('trips', [['1.sql', sql]])).toBe(maker);
  });

  it('can be made again after a later migration dropped it', () => {
    const made = ['1.sql', 'CREATE TABLE trips ();\n-- Down Migration\nDROP TABLE trips;'] as const;
    const dropped = ['2.sql', 'DROP TABLE IF EXISTS trips;'] as const;
    expect(tableMaker('trips', [made])).toBe('1.sql');
    expect(tableMaker('trips', [made, dropped])).toBeUndefined();
    expect(tableMaker('trips', [made, dropped, ['3.sql', 'CREATE TABLE trips ();']])).toBe('3.sql');
  });
});

describe('the plan of a new feature', () => {
  it('has its files and the lists with its line, formatted, and leaves the repository as it is', async () => {
    const plan = await planCreation(namesOf('ski-trips'), files);
    expect(Object.keys(plan.lists)).toEqual(ownLists.map(({ file }) => file));
    for (const text of Object.values(plan.lists)) expect(text).toMatch(/\bskiTrips(?:Operations)?,?\s*[\]}]/);
    expect(Object.keys(plan.files)).toHaveLength(15);
    expect(repositoryFiles()).toEqual(files);
  });

  it.each([
    'export const ownFeatures = makeFeatures();\n',
    "import { old } from './old/feature.ts'\nexport const ownFeatures = [old];\n",
  ])('does not guess where the line belongs in a list of another form: %j', (text) => {
    const [, list] = ownLists;
    expect(() => list && withLine(list, text, namesOf('trips'))).toThrow(
      "import { trips } from './trips/feature.ts';",
    );
  });
});
