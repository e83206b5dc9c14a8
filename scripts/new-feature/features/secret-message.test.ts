import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { RepositoryCopy } from '../../services/repository-copy.fixture.ts';

// It compiles what depends on the contract, which is nearly everything.
jest.setTimeout(600_000);

const passes = (output: unknown) => ({ code: 0, output });

describe('the repository after npm run remove:feature secret-message', () => {
  let copy: RepositoryCopy;
  let changed: string[];
  beforeAll(async () => {
    copy = new RepositoryCopy();
    copy.takeCompiled('gear', 'lodge', 'edge');
    expect(await copy.run('scripts/new-feature/remove.ts', 'secret-message')).toEqual(
      passes(expect.stringContaining('piste no longer needs off-piste, SQS_QUEUE_NAME, /10-45')),
    );
    changed = copy.changed().filter((file) => existsSync(join(copy.root, file)));
  });
  afterAll(() => copy[Symbol.dispose]());

  it('names it nowhere but in what off-piste keeps of it, in decisions of the past and in what was measured', () => {
    const elsewhere = ['docs/adr', 'docs/performance.md', 'docs/security-testing.md', 'services/off-piste'];
    const ofOffPiste = /SECRET_MESSAGE_DELAY_SECONDS|queue that takes the secret messages/;
    const named = copy.find(String.raw`secret[-_ ]?messages?|\b10-45\b`, elsewhere);
    expect(named.filter((line) => !ofOffPiste.test(line))).toEqual([]);
  });

  it('needs neither the queue nor the peer in piste, in any file that is made from services.ts', () => {
    expect(readFileSync(join(copy.root, 'services.ts'), 'utf8')).not.toMatch(/peers: \['|use: 'receive'/);
    expect(changed).toEqual(
      expect.arrayContaining(['docker/compose.yaml', 'docker/nginx/edge.conf', 'docs/environment.md']),
    );
  });

  it('has the right types, passes lint, and has nothing left to generate', async () => {
    expect(await copy.run('tsc', '-b')).toEqual(passes(''));
    const code = changed.filter((file) => /\.tsx?$/.test(file));
    expect(await copy.run('eslint', '--max-warnings', '0', ...code)).toEqual(passes(''));
    expect(await copy.run('prettier', '--check', '--log-level', 'warn', '-u', ...changed)).toEqual(
      passes(''),
    );
    const before = copy.difference();
    expect(await copy.run('scripts/docs/main.ts')).toEqual(passes(expect.any(String)));
    expect(copy.difference()).toEqual(before);
  });

  it('passes the tests of the contract, of the routes, of the pages and of the services', async () => {
    const tests = [
      'packages/contract/src/openapi.test.ts',
      'scripts/services/services.test.ts',
      'scripts/services/generated-files.test.ts',
      'scripts/docs/environment.test.ts',
      'services/piste/src/features/documentation/documentation.test.ts',
      'services/piste/src/protection/public-routes.test.ts',
      'services/powder/src/app/i18n/texts.test.ts',
      'services/powder/src/app/pages.test.tsx',
      'services/powder/src/session/session.test.tsx',
    ];
    const projects = ['--selectProjects', 'contract', 'piste', 'powder', 'scripts', '--coverage=false'];
    const { code, output } = await copy.run(
      'scripts/test/jest.ts',
      ...projects,
      '--runTestsByPath',
      ...tests,
    );
    expect([code, output]).toEqual([0, expect.stringContaining('Test Suites: 9 passed, 9 total')]);
  });
});
