import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RepositoryCopy } from '../services/repository-copy.fixture.ts';

// It compiles what depends on the contract, which is nearly everything.
jest.setTimeout(400_000);

let copy: RepositoryCopy;
beforeAll(() => {
  copy = new RepositoryCopy();
  copy.takeCompiled('gear', 'lodge', 'edge', 'contract');
});
afterAll(() => copy[Symbol.dispose]());

const create = (...words: string[]) => copy.run('scripts/new-feature/main.ts', ...words);
const remove = (...words: string[]) => copy.run('scripts/new-feature/remove.ts', ...words);
const passes = (output: unknown) => ({ code: 0, output });

describe('npm run new:feature', () => {
  it('says how to call it', async () => {
    for (const words of [[], ['--help']]) {
      expect(await create(...words)).toEqual(passes(expect.stringContaining('new:feature ski-trips')));
    }
  });

  it.each(['Trips', '../trips', 'ski_trips', '-trips', '9trips', 'trips-that-are-far-too-many', 'sessions'])(
    'refuses the name %s and writes nothing',
    async (name) => {
      const { code, output } = await create(name);
      expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(`'${name}'`)]]);
      expect(copy.changed()).toEqual([]);
    },
  );
});

describe('npm run remove:feature', () => {
  it.each([
    ['no-such-feature', 'There is no feature'],
    ['..', 'is no name'],
    ['sessions', 'packages/contract/src/operations.ts (listSessions, endSession)'],
    ['log-in', 'packages/contract/src/operations.ts (logIn, logOut)'],
  ])('refuses %s, says why and where, and changes nothing', async (name, why) => {
    const { code, output } = await remove(name);
    expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(`'${name}'`)]]);
    expect(output).toContain(why);
    expect(copy.changed()).toEqual([]);
  });
});

describe('two features that npm run new:feature wrote', () => {
  let written: string[];
  beforeAll(async () => {
    for (const name of ['ski-trips', 'news']) {
      expect(await create(name)).toEqual(passes(expect.stringContaining(`The page is at /${name}`)));
    }
    written = copy.changed();
  });

  it('are below the own/ folders alone, each with its table, API, page, texts and tests', () => {
    expect(written.filter((file) => !file.includes('/own/'))).toEqual([]);
    expect(written.filter((file) => file.endsWith('.sql'))).toEqual([
      'services/piste/src/own/migrations/9000_ski_trips.sql',
      'services/piste/src/own/migrations/9001_news.sql',
    ]);
    expect(written.filter((file) => /\.(test|e2e)\.tsx?$/.test(file))).toHaveLength(6);
  });

  it('are formatted, have the right types, and pass lint', async () => {
    const code = written.filter((file) => /\.tsx?$/.test(file));
    expect(await copy.run('prettier', '--check', '--log-level', 'warn', ...code)).toEqual(passes(''));
    expect(await copy.run('tsc', '-b', 'services/piste', 'services/powder', 'packages/e2e')).toEqual(
      passes(''),
    );
    expect(await copy.run('eslint', '--max-warnings', '0', ...code)).toEqual(passes(''));
  });

  it('pass their own tests, and those of the contract, of the routes and of the texts', async () => {
    const tests = [
      ...written.filter((file) => /\.test\.tsx?$/.test(file)),
      'packages/contract/src/openapi.test.ts',
      'services/piste/src/features/documentation/documentation.test.ts',
      'services/powder/src/app/i18n/texts.test.ts',
    ];
    const projects = ['--selectProjects', 'contract', 'piste', 'powder', '--coverage=false'];
    const { code, output } = await copy.run(
      'scripts/test/jest.ts',
      ...projects,
      '--runTestsByPath',
      ...tests,
    );
    expect([code, output]).toEqual([0, expect.stringContaining('Test Suites: 7 passed, 7 total')]);
  });

  it('are not removed while another file uses what they export through the contract', async () => {
    const user = 'services/powder/src/session/map.ts';
    writeFileSync(join(copy.root, user), "export type { SkiTrip } from '@gnar/contract';\n");
    const before = copy.difference();
    const { code, output } = await remove('ski-trips');
    expect([code, output]).toEqual([2, expect.stringContaining(`${user} (SkiTrip)`)]);
    expect(copy.difference()).toEqual(before);
    rmSync(join(copy.root, user));
  });

  it('leave their migrations alone behind after npm run remove:feature, which says how to drop the tables', async () => {
    const outputs: string[] = [];
    for (const name of ['ski-trips', 'news']) {
      const { code, output } = await remove(name);
      expect([code, output]).toEqual([0, expect.stringContaining(`'${name}' is gone`)]);
      outputs.push(output);
    }
    expect(copy.changed()).toEqual(written.filter((file) => file.endsWith('.sql')));
    expect(outputs).toEqual([
      expect.stringContaining('npm run migrate -- new drop_ski_trips, and write DROP TABLE ski_trips;'),
      expect.stringContaining('npm run migrate -- new drop_news, and write DROP TABLE news;'),
    ]);
  });
});
