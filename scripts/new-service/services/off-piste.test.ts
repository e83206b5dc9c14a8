import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RepositoryCopy } from '../../services/repository-copy.fixture.ts';

// It compiles all that reads services.ts.
jest.setTimeout(600_000);

const passes = (output: unknown) => ({ code: 0, output });

/** Decisions of the past, what was measured, the promises, and what npm writes at the next install. */
const history = [
  ...['docs/adr', 'docs/performance.md', 'docs/security-testing.md', 'docs/security.md'],
  'package-lock.json',
];

describe('the repository after npm run remove:service off-piste', () => {
  let copy: RepositoryCopy;
  const remove = () => copy.run('scripts/new-service/remove.ts', 'off-piste', '--no-install');
  beforeAll(async () => {
    copy = new RepositoryCopy();
    copy.takeCompiled('gear', 'lodge', 'edge');
    const { code, output } = await remove();
    const feature = /`npm run remove:feature ([\w-]+)`/.exec(output)?.[1];
    if (feature !== undefined) {
      expect([code, copy.changed()]).toEqual([2, []]);
      expect(await copy.run('scripts/new-feature/remove.ts', feature)).toEqual(passes(expect.any(String)));
      expect(await remove()).toEqual(passes(expect.stringContaining("the entry of 'off-piste' are gone")));
    }
  });
  afterAll(() => copy[Symbol.dispose]());

  it('names it nowhere but in decisions of the past, in what was measured and in the lock file', () => {
    expect(copy.find('off[-_ ]?piste', history)).toEqual([]);
  });

  it('has the right types, passes lint, and has nothing left to generate', async () => {
    expect(await copy.run('tsc', '-b', '.', 'k8s', 'docker')).toEqual(passes(''));
    const changed = copy.changed().filter((file) => existsSync(join(copy.root, file)));
    const code = changed.filter((file) => /\.tsx?$/.test(file));
    expect(await copy.run('eslint', '--max-warnings', '0', ...code)).toEqual(passes(''));
    expect(await copy.run('prettier', '--check', '--log-level', 'warn', '-u', ...changed)).toEqual(
      passes(''),
    );
    const before = copy.difference();
    expect(await copy.run('scripts/docs/main.ts')).toEqual(passes(expect.any(String)));
    expect(copy.difference()).toEqual(before);
  });

  it('passes the tests of the manifest, of compose, of the cluster and of the attacks', async () => {
    const tests = [
      ...['generated-files', 'names', 'services'].map((name) => `scripts/services/${name}.test.ts`),
      'scripts/docs/environment.test.ts',
      ...['bake', 'compose', 'compose-names'].map((name) => `docker/tests/${name}.test.ts`),
      ...['admission', 'manifests', 'preview', 'services', 'skaffold'].map(
        (name) => `k8s/tests/${name}.test.ts`,
      ),
      'infra/src/stacks/messaging.stack.test.ts',
      'packages/siege/src/chaos/killer.test.ts',
    ];
    const projects = ['--selectProjects', 'scripts', 'docker', 'k8s', 'infra', 'siege', '--coverage=false'];
    const { code, output } = await copy.run(
      'scripts/test/jest.ts',
      ...projects,
      '--runTestsByPath',
      ...tests,
    );
    const suites = `Test Suites: ${tests.length} passed, ${tests.length} total`;
    expect([code, output]).toEqual([0, expect.stringContaining(suites)]);
  });
});
