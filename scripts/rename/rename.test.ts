import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { product } from '@gnar/contract/product';
import { describe, expect, it } from '@jest/globals';
import { RepositoryCopy } from '../services/repository-copy.fixture.ts';

/** What a founder changes on the first day; a name may hold what HTML gives a meaning. */
const renamed = [
  [product.fullName, 'Acme Orchard & Sons'],
  [`'${product.name}'`, "'Acme'"],
  [product.tagline.en, 'Plant a tree today.'],
  [product.tagline.fr, 'Plantez un arbre aujourd’hui.'],
  [product.colours.light.primary, '#6a1b9a'],
  [product.colours.dark.background, '#120a1c'],
] as const;

/** Those that neither a database nor a bundle is started for. */
const cheapTests = [
  'packages/contract/',
  'services/powder/src/(app/(app|index|i18n/.*)|ui/.*|session/.*|features/login/.*).test',
];

describe('a fork with another name, headline and colours', () => {
  it('passes the tests of pages and contract without an edit of any other file', async () => {
    using copy = new RepositoryCopy();
    const path = join(copy.root, 'packages/contract/src/product.ts');
    let source = readFileSync(path, 'utf8');
    for (const [old, now] of renamed) {
      expect(source).toContain(old);
      source = source.replaceAll(old, now);
    }
    writeFileSync(path, source);

    const { code, output } = await copy.run(
      'scripts/test/jest.ts',
      ...['--selectProjects', 'contract', 'powder'],
      ...cheapTests.flatMap((pattern) => ['--testPathPatterns', pattern]),
    );

    expect(output).toMatch(/Test Suites: [1-9]\d* passed/);
    expect({ code, failed: output.match(/^FAIL .*$/gm) }).toEqual({ code: 0, failed: null });
    expect(copy.changed()).toEqual(['packages/contract/src/product.ts']);
  }, 600_000);
});
