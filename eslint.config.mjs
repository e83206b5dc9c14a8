import { existsSync } from 'node:fs';
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { gnar } from './scripts/lint/wall-rules.mjs';
import { tests, walls } from './scripts/lint/walls.mjs';

/** Installed apart from the rest: without its dependencies there are no types to check it with. */
const unlessInstalled = ['infra', 'k8s', 'packages/bench/peers']
  .filter((room) => !existsSync(new URL(`${room}/node_modules`, import.meta.url)))
  .map((room) => `${room}/`);

const environment = { message: 'The environment is read once, in config.ts.' };
const environmentOfGlobal = {
  selector: "MemberExpression[property.name='env'] > MemberExpression[property.name='process']",
  ...environment,
};

/** What no import may bring in; `paths` are those of the core rule no-restricted-imports. */
const forbidImports = (...paths) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: [
        // The default export has `env` as well.
        { name: 'node:process', importNames: ['env', 'default'], ...environment },
        { name: 'process', ...environment },
        ...paths,
      ],
    },
  ],
});

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
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { gnar },
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      'gnar/no-cycle': 'error',
      'gnar/walls': ['error', walls],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }],
      ...forbidImports(),
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      // An async function without await still turns a throw into a rejection, which is what its callers expect.
      '@typescript-eslint/require-await': 'off',
      // `void | false` is how a queue handler says "keep the message".
      '@typescript-eslint/no-invalid-void-type': 'off',
      'no-console': 'error',
      'no-restricted-syntax': ['error', environmentOfGlobal],
      'no-restricted-properties': ['error', { object: 'process', property: 'env', ...environment }],
    },
  },
  {
    files: ['services/**/*.ts'],
    ignores: ['services/*/src/{compose,main}.ts', ...tests],
    rules: forbidImports({
      name: '@gnar/gear',
      importNames: ['GnarApp'],
      allowTypeImports: true,
      message: 'GnarApp is constructed in compose.ts, or in main.ts of a service that has no compose.ts.',
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
      'services/*/*.ts',
      'scripts/**',
      '{k8s,docker}/**',
      'packages/{e2e,bench,siege}/**',
      '**/*.test.ts',
    ],
    rules: {
      'no-restricted-properties': 'off',
      '@typescript-eslint/no-restricted-imports': 'off',
      'no-restricted-syntax': 'off',
    },
  },
  {
    files: [
      ...[
        'scripts/**',
        '{k8s,docker}/**',
        'packages/{bench,e2e,siege}/**',
        '**/main.ts',
        '**/migrate.ts',
        'services/*/*.ts',
      ],
      'infra/src/commands/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    // Tools that ask for a default export.
    files: [
      ...['**/*.config.{ts,mjs}', '**/global-{setup,teardown}.ts'],
      ...['services/powder/webpack/*-loader.ts', '**/assets.d.ts'],
    ],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: [...['**/*.test.{ts,tsx}', '**/*.e2e.ts'], '{packages/gear,services/*,infra}/src/testing/**'],
    rules: {
      // Assertions on answers of unknown shape read better without a cast for every field.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
