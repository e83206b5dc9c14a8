import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { exampleValues } from './example-values.ts';

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

  it.each(['staging', 'production'])('of %s are spelled as kustomize writes them', (environment) => {
    const text = readFileSync(join(root, 'k8s', 'rendered', `${environment}.yaml`), 'utf8');
    const overlay = readFileSync(join(root, 'k8s', 'overlays', environment, 'infra.env'), 'utf8');
    // A fork that is set up has none left of them.
    expect(exampleValues(environment, text).length > 0).toBe(overlay.includes('000000000000'));
  });
});
