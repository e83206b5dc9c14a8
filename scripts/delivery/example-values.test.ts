import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { exampleValues, requireOwnValues } from './example-values.ts';

const example = `
host: app.staging.example.com
image: 000000000000.dkr.ecr.us-east-1.amazonaws.com/gnar-staging/piste@sha256:${'0'.repeat(64)}
`;
const real = example
  .replace('example.com', 'example-of-ours.org')
  .replace('000000000000.', '111122223333.')
  .replace('0'.repeat(64), 'a'.repeat(64));

describe('example values', () => {
  it('are found, each with the command that replaces it', () => {
    expect(exampleValues('staging', example)).toEqual([
      expect.stringContaining('infra:outputs -- staging'),
      expect.stringContaining('infra/environments/staging.ts'),
      expect.stringContaining('zeros for its digest'),
    ]);
  });

  it('are not found when all values are real', () => {
    expect(exampleValues('staging', real)).toEqual([]);
  });

  it.each([
    ['example.com', 'example-of-ours.org'],
    ['000000000000.', '111122223333.'],
    ['0'.repeat(64), 'a'.repeat(64)],
  ])('are found one by one: %s', (value, replacement) => {
    expect(exampleValues('staging', real.replace(replacement, value))).toHaveLength(1);
  });

  it('stop k8s:apply before it reaches a cluster', () => {
    expect(() => requireOwnValues('staging', example)).toThrow(
      'k8s/rendered/staging.yaml is not yet of an account of yours.',
    );
    expect(() => requireOwnValues('staging', real)).not.toThrow();
  });

  it.each(['staging', 'production'])('of %s are spelled as kustomize writes them', (environment) => {
    const text = readFileSync(join(root, 'k8s', 'rendered', `${environment}.yaml`), 'utf8');
    const overlay = join(root, 'k8s', 'overlays', environment);
    const settings = readFileSync(join(overlay, 'infra.env'), 'utf8');
    const images = readFileSync(join(overlay, 'images', 'kustomization.yaml'), 'utf8');
    const digests = [...images.matchAll(/digest: (\S+)/g)].map(([, digest]) => `@${digest}`);
    // A fork that is set up has none left of its account and domain, and zeros until its first deployment.
    expect(exampleValues(environment, text)).toEqual(
      exampleValues(environment, [settings, ...digests].join('\n')),
    );
  });
});
