import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fieldErrorCodes, problemCodes } from '@gnar/contract';
import { translation as english } from './en.ts';
import { translation as french } from './fr.ts';

/** Every text by its dotted key. */
function flatten(texts: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value as object, `${prefix}${key}.`)],
    ),
  );
}

const inEnglish = flatten(english);
const inFrench = flatten(french);
const placeholders = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe('the texts', () => {
  it('say the same things in both languages, with the same values', () => {
    expect([...inFrench.keys()].toSorted()).toEqual([...inEnglish.keys()].toSorted());
    for (const [key, text] of inEnglish) {
      expect([key, placeholders(inFrench.get(key))]).toEqual([key, placeholders(text)]);
    }
  });

  it('know every code of the contract', () => {
    const codes = [
      ...problemCodes.map((code) => `problem.${code}`),
      ...fieldErrorCodes.map((code) => `fieldError.${code}`),
    ];
    expect(codes.filter((key) => !inEnglish.has(key))).toEqual([]);
  });

  it('are all used somewhere', () => {
    const source = join(import.meta.dirname, '../..');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.(test|en|fr|d))\.tsx?$/.test(name),
    );
    const code = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
    // Keys that are put together from a code, a name or a state are covered by their beginning.
    const puttogether =
      /^(problem|fieldError|field|wait|login\.notice|password\.strength\.score_\d|password\.(activate|reset)|landing|preferences)\b/;
    const unused = [...inEnglish.keys()].filter(
      (key) => !puttogether.test(key) && !code.includes(`'${key.replace(/_(one|other)$/, '')}'`),
    );
    expect(unused).toEqual([]);
  });

  it('leave nothing in the other language', () => {
    const same = [...inEnglish].filter(
      ([key, text]) => inFrench.get(key) === text && /[a-z]{4,} [a-z]{3,}/.test(text),
    );
    expect(same).toEqual([]);
  });
});
