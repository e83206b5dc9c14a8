/** One project per workspace: browser code runs in jsdom, everything else in Node. */
const swc = (jsx) => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: jsx },
      target: 'es2024',
      transform: { react: { runtime: 'automatic' } },
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

const project = (directory, overrides = {}) => ({
  displayName: directory.split('/').at(-1),
  rootDir: `<rootDir>/${directory}`,
  // What is timed needs the machine for itself: jest.timing.config.mjs.
  testPathIgnorePatterns: ['/node_modules/', '/dist/', String.raw`\.timing\.test\.ts$`],
  testMatch: ['<rootDir>/src/**/*.test.{ts,tsx}'],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  transform: { '\\.ts$': swc(false), '\\.tsx$': swc(true) },
  ...overrides,
});

const inBrowser = {
  testEnvironment: '<rootDir>/../../packages/edge/testing/browser-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['source', 'browser'] },
};

const onLodge = {
  globalSetup: '<rootDir>/../../packages/lodge/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/../../packages/lodge/src/testing/global-teardown.ts',
};

export default {
  // Real services and a shared machine: a test fails by what it asserts, not by how long it took.
  testTimeout: 30_000,
  projects: [
    project('packages/contract'),
    project('packages/lodge'),
    project('packages/gear', onLodge),
    project('packages/edge', inBrowser),
    project('packages/siege'),
    project('packages/bench'),
    project('services/piste', onLodge),
    project('services/off-piste', onLodge),
    project('services/powder', inBrowser),
    project('scripts', { testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('infra'),
    project('k8s', { testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('docker', { testMatch: ['<rootDir>/**/*.test.ts'] }),
  ],
  coverageProvider: 'v8',
  collectCoverageFrom: [
    '{packages/{gear,edge},services/piste}/src/**/*.{ts,tsx}',
    '!**/*.test.{ts,tsx}',
    '!**/testing/**',
    // Only run as processes of their own, which the browser tests do.
    '!**/main.ts',
  ],
  coverageThreshold: {
    'packages/gear/src/': { lines: 95 },
    'packages/edge/src/': { lines: 95 },
    'services/piste/src/': { lines: 95 },
  },
  coverageReporters: ['text-summary', ['lcovonly', { file: 'lcov.info' }], 'json-summary'],
  coverageDirectory: '.gnar/coverage',
};
