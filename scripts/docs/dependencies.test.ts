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

/** The packages that the first column of a page's tables names. */
function namedIn(page: string): string[] {
  return readFileSync(join(root, page), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| *(-|package )/.test(line))
    .flatMap((line) => (line.split('|')[1] ?? '').split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

const pages = ['docs/dependencies.md', 'own/dependencies.md'];

describe('docs/dependencies.md and own/dependencies.md', () => {
  const named = new Set(pages.flatMap(namedIn));

  it.each(manifests)('have a line for every dependency of %s', (folder) => {
    const missing = dependenciesOf(folder).filter((name) => !named.has(name));
    expect(missing.map((name) => missingLine(name, folder))).toEqual([]);
  });

  it.each(pages)('have no line in %s for a package that is gone', (page) => {
    const used = new Set(manifests.flatMap(dependenciesOf));
    expect(namedIn(page).filter((name) => !used.has(name))).toEqual([]);
  });
});

function missingLine(name: string, folder: string): string {
  const line = `| ${name} | what for | what else was considered | its licence |`;
  return `${name} of ${join(folder, 'package.json')} has no line. Add "${line}" to own/dependencies.md, or to docs/dependencies.md if it is a dependency of the starter itself.`;
}
