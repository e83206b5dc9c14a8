import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { product } from '../checks/product.ts';
import { notForPods, prefix } from '../checks/readers.ts';
import { root } from '../rendering/overlays.ts';

const stacks = `${root}../infra/src/stacks/`;

/** Names that the stacks publish, and the beginnings of those that they put together. */
function published(): { names: string[]; beginnings: string[] } {
  const text = readdirSync(stacks)
    .filter((file) => file.endsWith('.stack.ts'))
    .map((file) => readFileSync(`${stacks}${file}`, 'utf8'))
    .join('\n');
  return {
    names: [...text.matchAll(/publish\(\s*'([A-Z_]+)'/g)].map(([, name = '']) => name),
    beginnings: [...text.matchAll(/publish\(\s*`([A-Z_]+)\$\{/g)].map(([, name = '']) => name),
  };
}

const read = new Set([...product.schemas.values()].flatMap((schema) => Object.keys(schema)));
const known = new Set([...read, ...[...notForPods(product)].map((name) => name.slice(prefix.length))]);

describe('what `npm run infra:outputs` will write into infra.env', () => {
  it('is known here by every name: somebody reads it, or it is not for pods', () => {
    const { names, beginnings } = published();
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    expect(beginnings.filter((beginning) => ![...known].some((name) => name.startsWith(beginning)))).toEqual(
      [],
    );
  });

  it('has every setting of AWS that the committed example has', () => {
    const { names, beginnings } = published();
    for (const overlay of ['staging', 'production']) {
      const example = readFileSync(`${root}overlays/${overlay}/infra.env`, 'utf8');
      const unknown = [...example.matchAll(/^GNAR_([A-Z_]+)=/gm)]
        .map(([, name = '']) => name)
        .filter(
          (name) => !names.includes(name) && !beginnings.some((beginning) => name.startsWith(beginning)),
        );
      expect(unknown).toEqual([]);
    }
  });
});
