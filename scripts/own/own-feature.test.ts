import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { root } from '../root.ts';
import { RepositoryCopy } from '../services/repository-copy.fixture.ts';
import { tripsFeature } from './trips-feature.fixture.ts';

jest.setTimeout(240_000);

let fork: RepositoryCopy;
beforeAll(() => {
  fork = new RepositoryCopy();
  // What is compiled here already need not be compiled there again: tsc compares the sources with what it was made of.
  for (const built of ['packages/gear/dist', 'packages/lodge/dist', 'packages/contract/dist'])
    if (existsSync(join(root, built))) cpSync(join(root, built), join(fork.root, built), { recursive: true });
  for (const [path, content] of Object.entries(tripsFeature)) {
    mkdirSync(dirname(join(fork.root, path)), { recursive: true });
    writeFileSync(join(fork.root, path), content.trimStart());
  }
});
afterAll(() => fork[Symbol.dispose]());

describe('a feature that a fork adds to piste', () => {
  it('is complete in the own/ folders', () => {
    const changed = fork.changed();
    expect(changed.toSorted()).toEqual(Object.keys(tripsFeature).toSorted());
    expect(changed.filter((path) => !path.includes('/own/'))).toEqual([]);
  });

  it('compiles', async () => {
    const { code, output } = await fork.run('tsc', '-b', 'services/piste');
    expect([code, output]).toEqual([0, '']);
  });

  it('serves its routes, has its table and does its background work, beside every route of ours', async () => {
    const tests = ['own/trips/trips.test.ts', 'features/documentation/documentation.test.ts'];
    const { code, output } = await fork.run(
      'scripts/test/jest.ts',
      ...['--selectProjects', 'piste', '--coverage=false', '--runTestsByPath'],
      ...tests.map((test) => `services/piste/src/${test}`),
    );
    expect([code, output]).toEqual([0, expect.stringContaining('Test Suites: 2 passed, 2 total')]);
  });

  it('leaves nothing else behind: what was run in the fork changed no file', () => {
    expect(fork.changed().filter((path) => !(path in tripsFeature))).toEqual([]);
  });
});
