/** The projects of the repository, each with the transform that applies a mutation. */
import { join } from 'node:path';
import base from '../../jest.config.mjs';

const root = join(import.meta.dirname, '../..');
const transform = join(import.meta.dirname, 'transform.mjs');

export default {
  testTimeout: base.testTimeout,
  projects: base.projects.map((project) => ({
    ...project,
    rootDir: project.rootDir.replace('<rootDir>', root),
    transform: Object.fromEntries(
      Object.entries(project.transform).map(([pattern, [, options]]) => [pattern, [transform, options]]),
    ),
  })),
};
