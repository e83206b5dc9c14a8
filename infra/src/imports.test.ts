import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(import.meta.dirname, file), 'utf8') }));

describe('the imports of infra', () => {
  it('name the toolkit by its alias only, so that a fork moves to cdktn in one place', () => {
    const direct = sources.filter(({ text }) => /from '(?:cdktf|cdktn|@cdktf\/provider|@cdktn\/)/.test(text));
    expect(direct.map(({ file }) => file)).toEqual([]);
  });

  it('take one module of the provider each, never all 1,500 of them', () => {
    const all = sources.filter(({ text }) => /from '#aws'/.test(text));
    expect(all.map(({ file }) => file)).toEqual([]);
  });
});
