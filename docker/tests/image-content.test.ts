import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isNeededAtRunTime } from '../image/is-needed-at-run-time.ts';
import { productionClosure, type LockedPackage } from '../image/production-closure.ts';
import { precompress } from '../web/precompress.ts';
import { headerDirectives } from '../web/header-directives.ts';

describe('what an image takes of what npm installed', () => {
  const packages: Record<string, LockedPackage> = {
    'services/piste': { dependencies: { '@gnar/gear': '1', zod: '4' } },
    'node_modules/@gnar/gear': { link: true, resolved: 'packages/gear' },
    'node_modules/@gnar/lodge': { link: true, resolved: 'packages/lodge' },
    'packages/gear': { dependencies: { native: '1', 'p-queue': '10' }, peerDependencies: { helper: '1' } },
    'packages/lodge': { dependencies: { fake: '1' } },
    'packages/gear/node_modules/p-queue': { dependencies: { zod: '3' } },
    'packages/gear/node_modules/p-queue/node_modules/zod': {},
    'node_modules/p-queue': {},
    'node_modules/native': { optionalDependencies: { 'native-glibc': '1', 'native-musl': '1' } },
    'node_modules/native-glibc': {},
    'node_modules/native-musl': {},
    'node_modules/zod': {},
    'node_modules/helper': {
      peerDependencies: { absent: '1' },
      peerDependenciesMeta: { absent: { optional: true } },
    },
    'node_modules/fake': {},
  };
  const closure = (without: string[] = [], isInstalled = (place: string) => !place.endsWith('native-musl')) =>
    productionClosure({ packages }, 'services/piste', { isInstalled, without });

  it('is what the service needs to run, found as node finds it, for this platform', () => {
    expect(closure()).toEqual([
      'node_modules/helper',
      'node_modules/native',
      'node_modules/native-glibc',
      'node_modules/zod',
      'packages/gear',
      'packages/gear/node_modules/p-queue',
      'packages/gear/node_modules/p-queue/node_modules/zod',
      'services/piste',
    ]);
  });

  it('leaves out what is not wanted, with what only that needs', () => {
    expect(closure(['@gnar/gear'])).toEqual(['node_modules/zod', 'services/piste']);
  });

  it('does not build an image without something that is needed', () => {
    expect(() => closure([], (place) => place !== 'node_modules/zod')).toThrow(
      'services/piste needs zod, which is not installed',
    );
  });

  it.each([
    ['express', 'index.js', true],
    ['express', 'LICENSE', true],
    ['some', 'LICENSE.md', true],
    ['express', 'History.md', false],
    ['zod', 'index.d.ts', false],
    ['zod', 'src/index.ts', false],
    ['zod', 'index.js.map', false],
    ['pg', 'test/client.js', false],
    ['yaml', 'dist/test/inner.js', true],
    ['@aws-sdk/client-ses', 'dist-cjs/index.js', true],
    ['@aws-sdk/client-ses', 'dist-es/index.js', false],
    ['swagger-ui-dist', 'swagger-ui-bundle.js', true],
    ['swagger-ui-dist', 'swagger-ui-es-bundle.js', false],
    ['services/piste', 'dist/main.js', true],
    ['services/piste', 'dist/main.test.js', false],
  ])('of %s: %s → %s', (name, file, needed) => {
    expect(isNeededAtRunTime(name, file)).toBe(needed);
  });
});

describe('the pages in an image', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gnar-pages-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are compressed to the same bytes every time, and back to what they were', async () => {
    const page = '<p>snow</p>'.repeat(500);
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'small.js'), 'x');
    await writeFile(join(folder, 'font.woff2'), page);
    await precompress(folder);
    const [gz, br] = await Promise.all(
      ['gz', 'br'].map((kind) => readFile(join(folder, `index.html.${kind}`))),
    );
    await precompress(folder);

    expect(await readFile(join(folder, 'index.html.gz'))).toEqual(gz);
    expect(gunzipSync(gz!).toString()).toBe(page);
    expect(brotliDecompressSync(br!).toString()).toBe(page);
    await expect(readFile(join(folder, 'small.js.gz'))).rejects.toThrow('ENOENT');
    await expect(readFile(join(folder, 'font.woff2.gz'))).rejects.toThrow('ENOENT');
  });

  it('have their headers for every answer, and none that nginx would misread', () => {
    expect(headerDirectives({ 'X-One': 'a; b' })).toBe('add_header X-One "a; b" always;\n');
    expect(() => headerDirectives({ 'X-One': 'a"b' })).toThrow('X-One cannot be written');
    expect(() => headerDirectives({ 'X-One': '$host' })).toThrow('X-One cannot be written');
  });
});
