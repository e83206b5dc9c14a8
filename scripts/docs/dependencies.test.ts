import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { root } from '../root.ts';

const names = z.record(z.string(), z.string()).optional();
const manifestSchema = z.object({
  dependencies: names,
  devDependencies: names,
  optionalDependencies: names,
});

const manifests = [
  ...['.', 'infra', 'k8s'],
  ...['packages', 'services'].flatMap((folder) => childrenOf(folder)),
];

function childrenOf(folder: string): string[] {
  return readdirSync(join(root, folder)).map((name) => join(folder, name));
}

/** Ours, and types that follow from the package they describe, need no line of their own. */
function dependenciesOf(folder: string): string[] {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8');
  const { dependencies, devDependencies, optionalDependencies } = manifestSchema.parse(JSON.parse(text));
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(
    (name) => !/^@(gnar|types)\//.test(name),
  );
}

describe('docs/dependencies.md', () => {
  const named = new Set(
    readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
      .split('\n')
      .map((line) => line.split('|')[1] ?? '')
      .flatMap((cell) => cell.split(','))
      .map((name) => name.trim()),
  );

  it.each(manifests)('has a line for every dependency of %s', (folder) => {
    expect(dependenciesOf(folder).filter((name) => !named.has(name))).toEqual([]);
  });

  it('names nothing that is gone', () => {
    const used = new Set(manifests.flatMap(dependenciesOf));
    const gone = [...named].filter(
      (name) => name !== '' && name !== 'package' && !name.startsWith('---') && !used.has(name),
    );
    expect(gone).toEqual([]);
  });
});
