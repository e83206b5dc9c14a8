import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sourceStack } from './source-stack.ts';

let folder: string;
const frame = (file: string, place: string) => `at work (${pathToFileURL(join(folder, file)).href}:${place})`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gnar-maps-'));
  const map = {
    version: 3,
    sources: ['../../src/feature.ts'],
    names: [],
    // Column 1 of the bundle is line 1; column 11 is line 8, column 5.
    mappings: 'AAAA,UAOI',
  };
  await writeFile(join(folder, 'bundled.js.map'), JSON.stringify(map));
  await writeFile(join(folder, 'broken.js.map'), '{"version":3,');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the stack of a logged error', () => {
  it('names the places of the sources, not those of the bundle', () => {
    expect(sourceStack(`Error: no\n    ${frame('bundled.js', '1:11')}`)).toBe(
      'Error: no\n    at work (src/feature.ts:8:5)',
    );
    expect(sourceStack(frame('bundled.js', '1:1'))).toBe('at work (src/feature.ts:1:1)');
  });

  it.each([
    ['has no map', 'plain.js'],
    ['has a broken map', 'broken.js'],
  ])('keeps the place of code that %s', (_, file) => {
    const text = frame(file, '3:4');
    expect(sourceStack(text)).toBe(text);
  });

  it('keeps places of Node and of packages', () => {
    const text = 'at node:internal/process:1:2\n at f (file:///app/node_modules/pg/lib/client.js:10:2)';
    expect(sourceStack(text)).toBe(text);
  });
});
