import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { carryOut } from './carry-out.ts';

const folder = 'services/piste/src/features/trips';
const removed = ['docs/features/trips.md', `${folder}/feature.ts`, `${folder}/trips.store.ts`];
const list = 'services/piste/src/compose.ts';
const removal = { folders: [folder], removed, changed: { [list]: 'export const all=[ ]' } };

let repository: string;
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'gnar-removal-'));
  for (const file of [...removed, list]) {
    mkdirSync(dirname(join(repository, file)), { recursive: true });
    writeFileSync(join(repository, file), 'before');
  }
});
afterEach(() => rmSync(repository, { recursive: true }));

const there = () => removed.filter((file) => existsSync(join(repository, file)));
const textOfList = () => readFileSync(join(repository, list), 'utf8');

describe('the removal of a feature', () => {
  it('writes the lists, formatted, then what follows from them, and deletes last', async () => {
    const byHand = await carryOut(repository, removal, () => {
      expect([textOfList(), there()]).toEqual(['export const all = [];\n', removed]);
      return Promise.resolve(['render']);
    });
    expect([byHand, there(), existsSync(join(repository, folder))]).toEqual([['render'], [], false]);
  });

  it('can be repeated when it was interrupted before the end', async () => {
    const interrupted = carryOut(repository, removal, () => Promise.reject(new Error('interrupted')));
    await expect(interrupted).rejects.toThrow('interrupted');
    expect(there()).toEqual(removed);
    await carryOut(repository, removal, () => Promise.resolve([]));
    expect(there()).toEqual([]);
  });

  it('changes nothing when a list could not be formatted', async () => {
    const broken = { ...removal, changed: { 'a.ts': 'export {};', [list]: 'export const all = [;' } };
    await expect(carryOut(repository, broken, () => Promise.resolve([]))).rejects.toThrow('expected');
    expect([textOfList(), there(), existsSync(join(repository, 'a.ts'))]).toEqual(['before', removed, false]);
  });
});
