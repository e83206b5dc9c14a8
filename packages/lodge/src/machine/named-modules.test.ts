import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { modulesIn } from './named-modules.ts';

describe('modulesIn', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gnar-modules-'));
    const files = {
      'ski-lift.js': 'export const speed = 7;',
      'lift.js': 'export const speed = 3;',
      'lift.d.ts': 'throw new Error("types are no module");',
      'lift.js.map': '{}',
      'lift.test.js': 'throw new Error("a test is no module");',
    };
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('imports every module of a folder by the name of its file, in the order of the names', async () => {
    const modules = await modulesIn<{ speed: number }>(pathToFileURL(`${folder}/`));
    expect([...modules].map(([name, { speed }]) => [name, speed])).toEqual([
      ['lift', 3],
      ['ski-lift', 7],
    ]);
  });

  it('finds nothing where there is no folder', async () => {
    expect(await modulesIn(pathToFileURL(`${folder}/none/`))).toEqual(new Map());
  });
});
