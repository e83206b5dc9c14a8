import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { fieldErrorCodes, problemCodes } from '@gnar/contract';
import type { Feature } from '../../manifest/feature.ts';
import { features } from '../features.ts';
import { languages } from '../languages.ts';
import { loadTexts } from './texts.ts';

/** Every text by its dotted key. */
function flatten(texts: object, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value as object, `${prefix}${key}.`)],
    ),
  );
}

/** What a language says itself, without falling back to another. */
const said = async (tag: string) =>
  new Map((await loadTexts(features, tag, tag)).flatMap((part) => [...flatten(part)]));
const inEnglish = await said('en');
const inFrench = await said('fr');
const placeholders = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).toSorted();

describe('the texts', () => {
  it.each(languages.filter(({ tag }) => tag !== 'en').map(({ tag }) => tag))(
    'say in "%s" what they say in English, with the same values',
    async (tag) => {
      const inLanguage = await said(tag);
      // Advice comes in English from the service: only the other languages have words for it.
      const keys = [...inLanguage.keys()].filter((key) => !key.startsWith('password.advice.'));
      expect(keys.toSorted()).toEqual([...inEnglish.keys()].toSorted());
      for (const [key, text] of inEnglish) {
        expect([key, placeholders(inLanguage.get(key))]).toEqual([key, placeholders(text)]);
      }
    },
  );

  it('know every code of the contract', () => {
    const codes = [
      ...problemCodes.map((code) => `problem.${code}`),
      ...fieldErrorCodes.map((code) => `fieldError.${code}`),
    ];
    expect(codes.filter((key) => !inEnglish.has(key))).toEqual([]);
  });

  it('call each field and word each code in one place', async () => {
    const parts = (await loadTexts(features, 'en')).flatMap((part) => [...flatten(part).keys()]);
    expect(parts.filter((key, index) => parts.indexOf(key) !== index)).toEqual([]);
  });

  it('are all used somewhere', () => {
    const source = join(import.meta.dirname, '../..');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.(test|en|fr|d))\.tsx?$/.test(name),
    );
    const code = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
    // Keys that are put together from a code, a name or a state are covered by their beginning.
    const puttogether =
      /^(problem|fieldError|field|wait|login\.notice|password\.strength\.score_\d|password\.(activate|reset)|landing|preferences|\w+\.navigation)\b/;
    const unused = [...inEnglish.keys()].filter(
      (key) => !puttogether.test(key) && !code.includes(`'${key.replace(/_(one|other)$/, '')}'`),
    );
    expect(unused).toEqual([]);
  });

  it.each(features.filter((feature: Feature) => feature.navigation).map(({ name }) => name))(
    'name the navigation entry of %s',
    (name) => {
      const keys = ['label', 'title', 'text'].map((part) => `${name}.navigation.${part}`);
      expect(keys.filter((key) => !inEnglish.has(key))).toEqual([]);
    },
  );

  it('leave nothing in the other language', () => {
    const same = [...inEnglish].filter(
      ([key, text]) => inFrench.get(key) === text && /[a-z]{4,} [a-z]{3,}/.test(text),
    );
    expect(same).toEqual([]);
  });
});
