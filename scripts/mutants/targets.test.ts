import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseSync } from '@swc/core';
import { root } from '../root.ts';
import { apply, mutationsOf } from './mutation.ts';
import { mutantFilesOf, targets } from './targets.ts';

const sourceOf = (file: string) => readFileSync(join(root, file), 'utf8');
const mutations = targets
  .flatMap((target) => mutantFilesOf(target))
  .flatMap((file) => mutationsOf(file, sourceOf(file)));

/** By the compiler that jest's transform uses. */
function isParsed(source: string): boolean {
  try {
    parseSync(source, { syntax: 'typescript', target: 'es2024' });
    return true;
  } catch {
    return false;
  }
}

describe('the targets of the mutation test', () => {
  it.each(targets)('match files with possible mutations in $area', (target) => {
    const patterns = [...target.files, ...target.tests];
    expect(patterns.filter((pattern) => globSync(pattern, { cwd: root }).length === 0)).toEqual([]);
    expect(mutantFilesOf(target).flatMap((file) => mutationsOf(file, sourceOf(file)))).not.toEqual([]);
  });

  it('can be parsed after each mutation', () => {
    const broken = mutations.filter((mutation) => !isParsed(apply(sourceOf(mutation.file), mutation)));
    expect(
      broken.map(({ file, line, original, replacement }) => `${file}:${line} ${original} → ${replacement}`),
    ).toEqual([]);
  });
});
