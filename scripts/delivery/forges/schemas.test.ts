import { describe, expect, it } from '@jest/globals';
import { githubFiles, parseWorkflow, readText } from './github-schema.ts';
import { gitlabFile, parsePipeline } from './gitlab-schema.ts';

const pipeline = readText(gitlabFile);

describe('the pipeline files', () => {
  it.each(githubFiles)(
    '%s has every job limited in time and rights, and no word that GitHub would not know',
    (file) => {
      expect(() => parseWorkflow(readText(file))).not.toThrow();
    },
  );

  it('limit the time of every job in .gitlab-ci.yml, and have no key that GitLab does not know', () => {
    expect(() => parsePipeline(pipeline)).not.toThrow();
  });

  it.each([
    ['a misspelt key', /timeout-minutes: 45/, 'timeout-minute: 45'],
    ['no limit in time', / {4}timeout-minutes: 45\n/, ''],
    ['write-all permissions', /permissions: \{\}/, 'permissions: write-all'],
    ['the code of strangers with our rights', / {2}pull_request:/, '  pull_request_target:'],
    ['a key twice', /^ {2}build:$/m, '  test:'],
    ['a machine of unknown age', /runs-on: ubuntu-24\.04/, 'runs-on: ubuntu-latest'],
    ['an environment, which costs the role', /^ {2}deploy:$/m, '  deploy:\n    environment: staging'],
  ])('are refused on GitHub with %s', (_, found, put) => {
    const text = readText('.github/workflows/pipeline.yml').replace(found, put);
    expect(text).not.toBe(readText('.github/workflows/pipeline.yml'));
    expect(() => parseWorkflow(text)).toThrow();
  });

  it.each([
    ['a misspelt key', / {2}stage: test\n/, '  stages: test\n'],
    ['no limit in time', / {2}timeout: 45 minutes\n/, ''],
    ['a command line before the others', / {2}stage: test\n/, '  stage: test\n  before_script: [true]\n'],
    ['a job that may fail', / {2}stage: scan\n/, '  stage: scan\n  allow_failure: true\n'],
  ])('are refused on GitLab with %s', (_, found, put) => {
    const text = pipeline.replace(found, put);
    expect(text).not.toBe(pipeline);
    expect(() => parsePipeline(text)).toThrow();
  });
});
