/** The projects whose tests are run, each with the transform that applies a mutation and an end at the first failure. */
import { join } from 'node:path';
import base from '../../jest.config.mjs';

const root = join(import.meta.dirname, '../..');
const own = (name) => join(import.meta.dirname, name);
const directories = ['packages/gear', 'services/piste'].map((directory) => `<rootDir>/${directory}`);

export default {
  // Every test takes less than a third of it; with a mistake that makes it wait for ever, all of it.
  testTimeout: 15_000,
  testSequencer: own('sequencer.mjs'),
  reporters: [own('reporter.mjs')],
  projects: base.projects
    .filter(({ rootDir }) => directories.includes(rootDir))
    .map((project) => ({
      ...project,
      rootDir: project.rootDir.replace('<rootDir>', root),
      testEnvironment: own('environment.mjs'),
      transform: Object.fromEntries(
        Object.entries(project.transform).map(([pattern, [, options]]) => [
          pattern,
          [own('transform.mjs'), options],
        ]),
      ),
    })),
};
