/** Tests that compare how long answers take: run with --runInBand, when nothing else runs. */
import base from './jest.config.mjs';
import { nodeServices } from './services.ts';

const names = nodeServices.map(({ name }) => name);
const projects = base.projects.filter(({ displayName }) => names.includes(displayName));

export default {
  testTimeout: base.testTimeout,
  projects: projects.map((project) => ({
    ...project,
    displayName: `timing of ${project.displayName}`,
    testPathIgnorePatterns: ['/node_modules/', '/dist/'],
    testMatch: ['<rootDir>/src/**/*.timing.test.ts'],
  })),
};
