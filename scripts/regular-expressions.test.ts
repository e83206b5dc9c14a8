import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createOpenApiDocument } from '@gnar/contract/openapi';
import { check } from 'recheck';
import { z } from 'zod';
import { regularExpressionsOf, type RegularExpression } from './regular-expressions.ts';
import { root } from './root.ts';

/** Code that meets what strangers send; programs and tests of ours meet what we write. */
const met = /^(?:packages\/(?:contract|edge|gear)|services\/\w[\w-]*)\/src\/.*\.tsx?$/;
const ours = /\.test\.tsx?$|\/testing\//;

const found = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => met.test(file) && !ours.test(file))
  .map((file) => regularExpressionsOf(file, readFileSync(join(root, file), 'utf8')));

/** Those that schemas are made of, zod's own as well: in the contract they are patterns. */
function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    key === 'pattern' && typeof part === 'string' ? [part] : patternsIn(part),
  );
}
const ofContract = patternsIn(createOpenApiDocument('0')).map((source) => ({
  source,
  flags: 'u',
  place: 'the contract',
}));

const named = new Map<string, RegularExpression>();
for (const each of [...found.flatMap(({ written }) => written), ...ofContract]) {
  const name = `/${each.source}/${each.flags}`;
  if (!named.has(name)) named.set(name, each);
}

const verdictSchema = z.object({ status: z.enum(['safe', 'vulnerable', 'unknown']) });

/**
 * `safe`: its time is linear in the length of the text. Without a limit of time, since a busy machine is no verdict.
 */
async function verdictOf({ source, flags }: Pick<RegularExpression, 'source' | 'flags'>): Promise<string> {
  return verdictSchema.parse(await check(source, flags, { timeout: null })).status;
}

describe('regular expressions for untrusted input', () => {
  it('are found, also those of the contract', () => {
    expect(found.flatMap(({ written }) => written).length).toBeGreaterThan(40);
    expect(ofContract.length).toBeGreaterThan(5);
  });

  it('are literals and not built at run time, so that all can be checked', () => {
    expect(found.flatMap(({ madeAtRunTime }) => madeAtRunTime)).toEqual([]);
  });

  it('are found as literals and as texts given to RegExp; others are reported separately', () => {
    const text = 'const a = /x\\/y/gi;\nconst b = new RegExp("z+", "u");\nconst c = RegExp(`${b}`);';
    expect(regularExpressionsOf('a.ts', text)).toEqual({
      written: [
        { source: 'x\\/y', flags: 'gi', place: 'a.ts:1' },
        { source: 'z+', flags: 'u', place: 'a.ts:2' },
      ],
      madeAtRunTime: ['a.ts:3'],
    });
  });
});

describe('the time that a regular expression takes', () => {
  it.each([...named].map(([name, each]) => [name, each.place, each] as const))(
    'grows no faster than the text: %s of %s',
    async (_name, _place, each) => expect(await verdictOf(each)).toBe('safe'),
    120_000,
  );

  it.each([/^(a+)+$/, /^(?:\w+\s?)*$/, /(\d+)\s*,?\s*(\d+)$/])(
    'is found out to grow faster: %s',
    async (bad) => expect(await verdictOf(bad)).toBe('vulnerable'),
  );
});
