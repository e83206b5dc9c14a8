import { nodeServices, services } from './services.ts';

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

/** What webpack makes addresses and components of. */
const asset = String.raw`\.(?:avif|gif|jpe?g|png|svg|webp)$`;

const inBrowser = {
  extensionsToTreatAsEsm: ['.ts', '.tsx', '.avif', '.gif', '.jpg', '.jpeg', '.png', '.svg', '.webp'],
  transform: {
    '\\.ts$': swc(false),
    '\\.tsx$': swc(true),
    [asset]: '<rootDir>/../../packages/edge/testing/asset-transform.mjs',
  },
  testEnvironment: '<rootDir>/../../packages/edge/testing/browser-environment.mjs',
  testEnvironmentOptions: { customExportConditions: ['source', 'browser'] },
};

const onLodge = {
  globalSetup: '<rootDir>/../../packages/lodge/src/testing/global-setup.ts',
  globalTeardown: '<rootDir>/../../packages/lodge/src/testing/global-teardown.ts',
};

/** Whose tests have to reach most of the code. */
const measured = ['packages/gear', 'packages/edge', ...nodeServices.map(({ folder }) => folder)];

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
    ...services.map(({ kind, folder }) => project(folder, kind === 'node' ? onLodge : inBrowser)),
    project('scripts', { testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('infra'),
    project('k8s', { testMatch: ['<rootDir>/**/*.test.ts'] }),
    project('docker', { testMatch: ['<rootDir>/**/*.test.ts'] }),
  ],
  coverageProvider: 'v8',
  collectCoverageFrom: [
    ...measured.map((folder) => `${folder}/src/**/*.{ts,tsx}`),
    '!**/*.test.{ts,tsx}',
    '!**/testing/**',
    // Only run as processes of their own, which the browser tests do.
    '!**/main.ts',
  ],
  coverageThreshold: Object.fromEntries(measured.map((folder) => [`${folder}/src/`, { lines: 95 }])),
  coverageReporters: ['text-summary', ['lcovonly', { file: 'lcov.info' }], 'json-summary'],
  coverageDirectory: '.gnar/coverage',
};
