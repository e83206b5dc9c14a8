import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { serviceImages } from './environment.ts';
import { signerOf, verifySignatures } from './verify.ts';

/** In place of cosign: writes down what it was asked, and finds no signature on the image that it is told of. */
const recorder = `#!${process.execPath}
require('node:fs').appendFileSync(process.env.GNAR_RECORD, JSON.stringify(process.argv.slice(2)) + '\\n');
if (process.argv.at(-1).includes(process.env.GNAR_UNSIGNED)) {
  console.error('no matching signatures');
  process.exit(10);
}
`;
const folder = mkdtempSync(join(tmpdir(), 'gnar-cosign-'));
const record = join(folder, 'record');
const { PATH } = process.env;
const of = (service: string) =>
  `111122223333.dkr.ecr.us-east-1.amazonaws.com/gnar-staging/${service}@sha256:${'a'.repeat(64)}`;
const images = Object.fromEntries(serviceImages.map((image) => [image, of(image)]));
const asked = (): string[][] =>
  readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);

beforeAll(() => {
  writeFileSync(join(folder, 'cosign'), recorder);
  chmodSync(join(folder, 'cosign'), 0o755);
  process.env['PATH'] = [folder, PATH].join(delimiter);
  process.env['GNAR_RECORD'] = record;
});
beforeEach(() => {
  writeFileSync(record, '');
  process.env['GNAR_UNSIGNED'] = 'none of them';
});
afterAll(() => {
  process.env['PATH'] = PATH;
  delete process.env['GNAR_RECORD'];
  delete process.env['GNAR_UNSIGNED'];
  rmSync(folder, { recursive: true, force: true });
});

const onGithub = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_WORKFLOW_REF: 'example/gnar/.github/workflows/pipeline.yml@refs/heads/main',
};
const onGitlab = {
  GITLAB_CI: 'true',
  CI_SERVER_URL: 'https://gitlab.com',
  CI_PROJECT_URL: 'https://gitlab.com/example/gnar',
  CI_COMMIT_BRANCH: 'main',
};

describe('the accepted signer of images', () => {
  it('is this workflow on this branch, on GitHub', () => {
    expect(signerOf(onGithub)).toEqual({
      identity: 'https://github.com/example/gnar/.github/workflows/pipeline.yml@refs/heads/main',
      issuer: 'https://token.actions.githubusercontent.com',
    });
  });

  it('is this pipeline on this branch, on GitLab', () => {
    expect(signerOf(onGitlab)).toEqual({
      identity: 'https://gitlab.com/example/gnar//.gitlab-ci.yml@refs/heads/main',
      issuer: 'https://gitlab.com',
    });
  });

  it('is undefined outside a forge, and is not guessed when the forge does not name it', () => {
    expect(() => signerOf({ ...onGithub, GITHUB_WORKFLOW_REF: '' })).toThrow('GITHUB_WORKFLOW_REF');
    expect(() => signerOf({ ...onGitlab, CI_COMMIT_BRANCH: undefined })).toThrow('CI_COMMIT_BRANCH');
    expect(() => signerOf({})).toThrow('Neither GitHub Actions nor GitLab CI');
  });
});

describe('signature verification', () => {
  it('verifies every image by digest, for that signer only', async () => {
    const { identity, issuer } = signerOf(onGithub);
    await verifySignatures(images, { identity, issuer });
    const signer = ['--certificate-identity', identity, '--certificate-oidc-issuer', issuer];
    expect(asked()).toEqual(Object.values(images).map((image) => ['verify', ...signer, image]));
  });

  it('stops the deployment when one image has no signature', async () => {
    process.env['GNAR_UNSIGNED'] = `/${serviceImages[1]}@`;
    await expect(verifySignatures(images, signerOf(onGithub))).rejects.toThrow('no matching signatures');
  });

  it('runs before anything is tagged or committed', () => {
    const deploy = readFileSync(join(root, 'scripts/delivery/deploy.ts'), 'utf8');
    const order = ['verifySignatures(images', "'imagetools'", '.commit('].map((word) => deploy.indexOf(word));
    expect(order.every((index) => index > 0)).toBe(true);
    expect(order.toSorted((one, other) => one - other)).toEqual(order);
  });
});
