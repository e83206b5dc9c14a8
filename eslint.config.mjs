import { existsSync, readdirSync } from 'node:fs';
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** The arrows between rooms: what each one may import; everything else is behind a wall. */
const mayImport = {
  'packages/contract': [],
  'packages/edge': [],
  'packages/lodge': [],
  'packages/gear': [],
  'packages/bench': ['packages/lodge', 'services/piste'],
  'packages/e2e': ['packages/contract', 'packages/lodge'],
  'packages/siege': ['packages/contract', 'packages/lodge', 'services/piste'],
  'services/piste': ['packages/contract', 'packages/gear'],
  'services/off-piste': ['packages/gear'],
  'services/powder': ['packages/contract', 'packages/edge'],
  scripts: [
    'packages/contract',
    'packages/gear',
    'packages/lodge',
    'packages/e2e',
    'services/piste',
    'services/off-piste',
  ],
  infra: [],
  k8s: [
    'packages/gear',
    'packages/lodge',
    'packages/contract',
    'services/piste',
    'services/off-piste',
    'docker',
  ],
  docker: ['packages/gear', 'packages/lodge', 'services/piste', 'services/off-piste', 'services/powder'],
};

/** Installed apart from the rest: without its dependencies there are no types to check it with. */
const unlessInstalled = ['infra', 'k8s', 'packages/bench/peers']
  .filter((room) => !existsSync(new URL(`${room}/node_modules`, import.meta.url)))
  .map((room) => `${room}/`);

/** Tests may also use the lodge, which gives them real data stores and queues. */
const wallsBetweenRooms = (alsoAllowed = []) =>
  Object.entries(mayImport).flatMap(([room, allowed]) =>
    Object.keys(mayImport)
      .filter((other) => other !== room && ![...allowed, ...alsoAllowed].includes(other))
      .map((other) => ({ target: `./${room}`, from: `./${other}` })),
  );

const powder = './services/powder/src';

const wallsWithinRooms = [
  // app → features → session → api, and each of them → ui
  ...['features', 'session', 'api', 'ui'].map((room) => ({
    target: `${powder}/${room}`,
    from: `${powder}/app`,
    // Tests open the whole front end with what app/testing gives them.
    except: ['./testing'],
  })),
  ...['session', 'api', 'ui'].map((room) => ({ target: `${powder}/${room}`, from: `${powder}/features` })),
  { target: `${powder}/api`, from: `${powder}/session` },
  { target: `${powder}/ui`, from: `${powder}/session` },
  ...['services/piste', 'services/off-piste', 'services/powder'].flatMap((service) =>
    featuresKeepToThemselves(`${service}/src/features`),
  ),
];

function featuresKeepToThemselves(folder) {
  return readdirSync(new URL(folder, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({
      target: `./${folder}/${name}`,
      from: `./${folder}`,
      except: [`./${name}`],
      message: 'Features never import each other: hand in what is needed where things are composed.',
    }));
}

const keepArrows = (...zones) => ({
  'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: zones.flat() }],
});

const wiring = [
  'express',
  'pg',
  'ioredis',
  '@aws-sdk/*',
  'jsonwebtoken',
  '@node-rs/argon2',
  'pino',
  'prom-client',
].map((group) => ({ group: [group], message: 'Services reach the outside through gear only.' }));

const forbidImports = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });

export default tseslint.config(
  {
    ignores: [
      ...['**/dist/', '**/coverage/', '.gnar/', 'packages/e2e/screenshots/', '.nx/', 'infra/cdktf.out/'],
      ...unlessInstalled,
    ],
  },
  js.configs.recommended,
  { files: ['**/*.{mjs,cjs,js}'], languageOptions: { globals: globals.node } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked, importX.flatConfigs.typescript],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          conditionNames: ['source', 'import', 'default'],
          project: 'tsconfig.json',
        }),
      ],
    },
    rules: {
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      ...keepArrows(wallsBetweenRooms(), wallsWithinRooms),
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // An async function without await still turns a throw into a rejection, which is what its callers expect.
      '@typescript-eslint/require-await': 'off',
      // `void | false` is how a queue handler says "keep the message".
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'The environment is read once, in config.' },
      ],
    },
  },
  {
    files: ['services/{piste,off-piste}/**/*.ts'],
    rules: forbidImports(...wiring),
  },
  {
    files: ['services/*/src/**/*.service.ts'],
    ignores: ['services/powder/**'],
    rules: forbidImports(...wiring, { group: ['**/*.routes.ts'], message: 'routes → service → store' }),
  },
  {
    files: ['services/*/src/**/*.store.ts'],
    rules: forbidImports(...wiring, {
      group: ['**/*.routes.ts', '**/*.service.ts'],
      message: 'routes → service → store',
    }),
  },
  {
    files: ['services/powder/src/**/*.tsx', 'services/powder/src/**/*.{slice,selectors}.ts'],
    ignores: ['**/*.test.tsx'],
    rules: forbidImports({
      group: ['**/*.api.ts', '**/*.saga.ts'],
      message: 'component → action → saga → api → action → slice → selector → component',
    }),
  },
  {
    files: ['services/powder/src/**/*.api.ts'],
    rules: forbidImports({
      group: ['**/*.{saga,slice,selectors}.ts', '**/*.tsx'],
      message: 'An api knows only HTTP.',
    }),
  },
  {
    files: ['{packages/edge,services/powder}/**/*.{ts,tsx}'],
    extends: [jsxA11y.flatConfigs.recommended, reactHooks.configs.flat.recommended],
    languageOptions: { globals: globals.browser },
  },
  {
    // The doors by which the environment comes in.
    files: [
      'packages/gear/src/config/**',
      'packages/lodge/src/testing/**',
      'packages/lodge/src/machine/**',
      'services/*/src/{main,migrate,config}.ts',
      'services/powder/*.ts',
      'scripts/**',
      '{k8s,docker}/**',
      'packages/{e2e,bench,siege}/**',
      '**/*.test.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      ...[
        'scripts/**',
        '{k8s,docker}/**',
        'packages/{bench,e2e,siege}/**',
        '**/main.ts',
        '**/migrate.ts',
        'services/powder/*.ts',
      ],
      'infra/src/commands/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Tools that ask for a default export.
    files: ['**/*.config.{ts,mjs}', '**/global-{setup,teardown}.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: [
      ...['**/*.test.{ts,tsx}', '**/*.e2e.ts'],
      '{packages/gear,services/{piste,off-piste},infra}/src/testing/**',
    ],
    rules: {
      ...keepArrows(wallsBetweenRooms(['packages/lodge']), wallsWithinRooms),
      // Assertions on answers of unknown shape read better without a cast for every field.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
