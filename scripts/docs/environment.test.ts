import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';
import { describeEnvironment } from './environment.ts';

const words = (text: string) => text.replaceAll(/[\s-]+/g, ' ');

describe('docs/environment.md', () => {
  let page: string;
  beforeAll(async () => {
    page = await describeEnvironment();
  });

  it('says what the code says; if this fails, run npm run docs', () => {
    expect(words(readFileSync(join(root, 'docs/environment.md'), 'utf8'))).toBe(words(page));
  });

  it('marks what has no default', () => {
    expect(page).toMatch(/`JWT_SECRET_KEY` \|[^|]+\| \*\*required\*\* \|/);
  });

  it('says in words what a machine with other cores would do otherwise', () => {
    expect(page).toMatch(/`ARGON2_IN_FLIGHT` \|[^|]+one for each core[^|]+\| {2}\|/);
  });
});
