import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { root } from './root.ts';
import { RepositoryCopy } from './services/repository-copy.fixture.ts';

// It compiles a fork.
jest.setTimeout(400_000);

interface Block {
  readonly language: string;
  /** Of a file: where it belongs. */
  readonly path: string;
  readonly text: string;
}

const walkthrough = readFileSync(join(root, 'docs/walkthrough.md'), 'utf8');
const blocks = [...walkthrough.matchAll(/^```(\w+) ?(\S*)\n([^]*?)^```$/gm)].map(
  ([, language = '', path = '', text = '']): Block => ({ language, path, text }),
);
const programs: Readonly<Record<string, readonly string[]>> = {
  'new:feature': ['scripts/new-feature/main.ts'],
  'new:service': ['scripts/new-service/main.ts', '--no-install'],
};

let fork: RepositoryCopy;
beforeAll(() => {
  fork = new RepositoryCopy();
});
afterAll(() => fork[Symbol.dispose]());

/** Does what a block of the page says. */
async function follow({ language, path, text }: Block): Promise<void> {
  if (language === 'sh') {
    for (const line of text.trim().split('\n')) {
      const [npm, run, script = '', ...words] = line.split(' ');
      const [program = '', ...options] = programs[script] ?? [];
      expect([line, npm, run, program]).toEqual([line, 'npm', 'run', expect.stringMatching(/\.ts$/)]);
      const { code, output } = await fork.run(program, ...words, ...options);
      expect([line, code, output]).toEqual([line, 0, expect.any(String)]);
    }
    return;
  }
  expect([language, path]).toEqual(['ts', expect.stringMatching(/\.tsx?$/)]);
  mkdirSync(dirname(join(fork.root, path)), { recursive: true });
  writeFileSync(join(fork.root, path), text);
}

describe('a founder who does what docs/walkthrough.md says, in its order', () => {
  it('can follow each step', async () => {
    expect(blocks.map(({ language }) => language)).toEqual(expect.arrayContaining(['sh', 'ts']));
    for (const block of blocks) await follow(block);
  });

  it('changes own/ folders and a service of their own, and the files that are made from these', () => {
    const made = /^(?:docker|k8s)\/|^skaffold\.yaml$|^docs\/environment\.md$|^services\/lift\/|(?:^|\/)own\//;
    expect(fork.changed().filter((file) => !made.test(file))).toEqual([]);
  });

  it('has code that compiles and passes lint', async () => {
    const written = blocks.flatMap(({ path }) => (path === '' ? [] : [path]));
    expect(await fork.run('tsc', '-b', 'services/piste', 'services/powder')).toEqual({ code: 0, output: '' });
    expect(await fork.run('eslint', '--max-warnings', '0', ...written)).toEqual({ code: 0, output: '' });
  });

  it('has pages and routes that pass their tests', async () => {
    const tests = [
      ...fork.changed().filter((file) => /\/own\/.*\.test\.tsx?$/.test(file)),
      'services/piste/src/features/documentation/documentation.test.ts',
    ];
    const projects = ['--selectProjects', 'piste', 'powder', '--coverage=false'];
    const { code, output } = await fork.run(
      'scripts/test/jest.ts',
      ...projects,
      '--runTestsByPath',
      ...tests,
    );
    expect([code, output]).toEqual([0, expect.stringContaining('Test Suites: 5 passed, 5 total')]);
  });
});
