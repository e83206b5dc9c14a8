/** Tests that compare how long answers take: run with --runInBand, when nothing else runs. */
import base from './jest.config.mjs';

const piste = base.projects.find(({ displayName }) => displayName === 'piste');

export default {
  testTimeout: base.testTimeout,
  projects: [
    {
      ...piste,
      displayName: 'timing',
      testPathIgnorePatterns: ['/node_modules/', '/dist/'],
      testMatch: ['<rootDir>/src/**/*.timing.test.ts'],
    },
  ],
};
