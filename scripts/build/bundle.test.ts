import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bundle } from './bundle.ts';

describe('the bundle of piste', () => {
  let folder: string;
  /** By file: what it was made of, what it says. */
  let sources: ReadonlyMap<string, readonly string[]>;
  let texts: ReadonlyMap<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gnar-bundle-'));
    await bundle('services/piste', folder);
    const names = (await readdir(folder, { recursive: true })).filter((name) => /\.js(?:\.map)?$/.test(name));
    const read = await Promise.all(
      names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const),
    );
    texts = new Map(read.filter(([name]) => name.endsWith('.js')));
    sources = new Map(
      read
        .filter(([name]) => name.endsWith('.map'))
        .map(([name, map]) => [name, (JSON.parse(map) as { sources: string[] }).sources]),
    );
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const madeOf = (pattern: RegExp) =>
    [
      ...new Set([...sources.values()].flat().flatMap((source) => pattern.exec(source)?.[1] ?? [])),
    ].toSorted();

  it('contains jsonwebtoken without semver, which it needs only to check the version of Node', () => {
    expect(madeOf(/node_modules\/(jsonwebtoken|semver)\//)).toEqual(['jsonwebtoken']);
  });

  it('contains only the English messages of zod', () => {
    expect(madeOf(/node_modules\/zod\/v4\/locales\/(\w[\w-]*)\.js$/)).toEqual(['en', 'index']);
  });

  it('requires node:http and never imports it, which would load WebSocket and fetch', () => {
    const importing = /\b(?:from|import)\s*\(?\s*["'](?:node:)?http["']/;
    expect([...texts].filter(([, text]) => importing.test(text)).map(([name]) => name)).toEqual([]);
    expect([...texts.values()].some((text) => text.includes('require("node:http")'))).toBe(true);
  });

  it('makes a function to require by in the files that require something, and in no others', () => {
    const made = /^import\{createRequire as requireFrom\}.*\n/;
    const asking = [...texts].filter(([, text]) => /\brequire\b/.test(text.replace(made, '')));
    expect(asking.length).toBeGreaterThan(0);
    const making = [...texts].filter(([, text]) => made.test(text));
    expect(making.map(([name]) => name)).toEqual(asking.map(([name]) => name));
  });
});
