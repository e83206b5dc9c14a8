import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from '../config.ts';
import { loadEnvironments } from './load-environments.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-environments-'));
  write('production', "export const environment = { name: 'production', features: {} };");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string) => writeFileSync(join(folder, `${name}.ts`), content);
const load = (only?: string) => loadEnvironments(only, folder);

describe('the environments', () => {
  it('are read by name', async () => {
    write('another', "export const environment = { name: 'another', features: {} };");

    expect((await load()).map(({ name }) => name)).toEqual(['another', 'production']);
  });

  it.each([
    ['a missing comma', "export const environment = {\n  name: 'staging'\n  features: {},\n};"],
    ['an import of nothing', "import './gone.ts';\nexport const environment = {};"],
    ['an undefined name', 'export const environment = { name: notDefined, features: {} };'],
  ])('with %s are told as mistakes of their file', async (_, content) => {
    write('staging', content);

    await expect(load()).rejects.toThrow(ConfigurationError);
    await expect(load()).rejects.toThrow(/environments\/staging\.ts:\n {2}- cannot be read: \S/);
  });

  it('that export nothing, or another’s name, say so, all together', async () => {
    write('local', 'export const other = 1;');
    write('staging', "export const environment = { name: 'stagng', features: {} };");

    await expect(load()).rejects.toThrow(
      /local\.ts:\n.*exports no `environment`.*\n.*staging\.ts:\n.*is 'stagng'/,
    );
  });

  it('are not held up by mistakes in one that was not named', async () => {
    write('staging', 'export const environment = {');

    expect((await load('production')).map(({ name }) => name)).toEqual(['production']);
    await expect(load('nowhere')).rejects.toThrow('staging.ts');
  });
});
