import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RepositoryCopy } from '../services/repository-copy.fixture.ts';
import { type DeployedEnvironment, readTarget, serviceImages } from './environment.ts';
import { exampleValues } from './example-values.ts';
import { writeDigests } from './overlay-digests.ts';

/** Tests that read what a founder changes on the way to a first deployment. */
const readers = [
  'k8s/tests/(admission|deploy-page|images|manifests|preview|published|rendering)[.]test',
  'k8s/tests/argocd/',
  'scripts/delivery/(example-values|identity|mistake|overlay-digests|smoke)[.]test',
  'scripts/delivery/cluster/',
  'infra/src/commands/(outputs/committed|deploy-page)[.]test',
  'infra/src/synthesis/load-environments[.]test',
];

/** Milliseconds, on a machine that others use too. */
const LONGEST = 300_000;

describe('a fork that is set up', () => {
  let copy: RepositoryCopy;
  beforeAll(() => {
    copy = new RepositoryCopy();
  });
  afterAll(() => copy[Symbol.dispose]());

  const edit = (file: string, change: (text: string) => string) => {
    const path = join(copy.root, file);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  };
  /** Account and domain, as `npm run infra:outputs` writes them once the environment's file names them. */
  const owned = (text: string) =>
    text.replaceAll('000000000000', '111122223333').replaceAll('example.com', 'acme.dev');
  const setUp = async (environment: DeployedEnvironment) => {
    edit(`infra/environments/${environment}.ts`, owned);
    for (const file of ['infra.env', 'external-secrets.yaml']) {
      edit(`k8s/overlays/${environment}/${file}`, owned);
    }
    expect(await copy.run('k8s/render.ts', environment, '--write')).toMatchObject({ code: 0 });
  };
  const deploy = (environment: DeployedEnvironment, digit: string) => {
    const { registries } = readTarget(environment, copy.root);
    const digest = `sha256:${digit.repeat(64)}`;
    const images = serviceImages.map((image) => [image, `${registries[image]}@${digest}`] as const);
    return writeDigests(environment, Object.fromEntries(images), copy.root);
  };
  const leftOver = (environment: DeployedEnvironment) =>
    exampleValues(environment, readFileSync(join(copy.root, 'k8s/rendered', `${environment}.yaml`), 'utf8'));
  const tested = async () => {
    const { code, output } = await copy.run('scripts/test/jest.ts', '--testPathPatterns', ...readers);
    // Only what failed, not a line for each test that passed.
    return { code, failed: output.match(/^ +● .*/gm) ?? [] };
  };

  it(
    'passes its tests with names, account and domain of its own, before anything is deployed',
    async () => {
      const page = readFileSync(join(copy.root, 'docs/deploy-kubernetes.md'), 'utf8');
      const rename = /^grep .*perl .*$/m.exec(page)?.[0] ?? 'false';
      const words: Readonly<Record<string, string>> = {
        OWNER: 'acme',
        REPOSITORY: 'shop',
        DOMAIN: 'acme.dev',
      };
      const command = rename.replace(/OWNER|REPOSITORY|DOMAIN/g, (word) => words[word] ?? word);
      execFileSync('sh', ['-c', command], { cwd: copy.root });
      await setUp('staging');
      expect(leftOver('staging')).toEqual([expect.stringContaining('zeros for its digest')]);
      expect(await tested()).toEqual({ code: 0, failed: [] });
    },
    LONGEST,
  );

  it(
    'passes its tests with staging deployed and production still the example',
    async () => {
      await deploy('staging', '5');
      expect(leftOver('staging')).toEqual([]);
      expect(leftOver('production')).toHaveLength(3);
      expect(await tested()).toEqual({ code: 0, failed: [] });
    },
    LONGEST,
  );

  it(
    'passes its tests with staging and production deployed',
    async () => {
      await setUp('production');
      await deploy('production', '6');
      expect(leftOver('production')).toEqual([]);
      expect(await tested()).toEqual({ code: 0, failed: [] });
    },
    LONGEST,
  );
});
