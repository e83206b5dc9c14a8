import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { product } from '../checks/product.ts';
import { writtenByInfra } from '../checks/readers.ts';
import { root } from '../rendering/overlays.ts';

it.each(['staging', 'production'])(
  'the committed example of %s has only settings that `npm run infra:outputs` writes',
  (overlay) => {
    const example = readFileSync(`${root}overlays/${overlay}/infra.env`, 'utf8');
    const names = [...example.matchAll(/^(GNAR_[A-Z_]+)=/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !writtenByInfra(product).has(name))).toEqual([]);
  },
);
