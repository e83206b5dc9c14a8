import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nextOwnNumber } from '../migrate/migration-files.ts';
import type { Names } from './names.ts';

const template = join(import.meta.dirname, 'template');
const piste = 'services/piste/src/own';
const powder = 'services/powder/src/own';
const migrations = `${piste}/migrations`;

/** Where each template's file belongs. */
export function placesOf({ file, table }: Names): Readonly<Record<string, string>> {
  return {
    'contract/operations.ts': `packages/contract/src/own/${file}.ts`,
    'piste/migration.sql': `${migrations}/${nextOwnNumber()}_${table}.sql`,
    'piste/feature.ts': `${piste}/${file}/feature.ts`,
    'piste/routes.ts': `${piste}/${file}/${file}.routes.ts`,
    'piste/service.ts': `${piste}/${file}/${file}.service.ts`,
    'piste/store.ts': `${piste}/${file}/${file}.store.ts`,
    'piste/test.ts': `${piste}/${file}/${file}.test.ts`,
    'powder/feature.ts': `${powder}/${file}/feature.ts`,
    'powder/page.tsx': `${powder}/${file}/${file}-page.tsx`,
    'powder/saga.ts': `${powder}/${file}/${file}.saga.ts`,
    'powder/slice.ts': `${powder}/${file}/${file}.slice.ts`,
    'powder/en.ts': `${powder}/${file}/${file}.en.ts`,
    'powder/fr.ts': `${powder}/${file}/${file}.fr.ts`,
    'powder/test.tsx': `${powder}/${file}/${file}.test.tsx`,
    'e2e/walk.e2e.ts': `packages/e2e/src/own/${file}.e2e.ts`,
  };
}

/** The files of a feature, by path: from its table to its page, with their tests. */
export async function filesOf(names: Names): Promise<Readonly<Record<string, string>>> {
  const files = Object.entries(placesOf(names)).map(async ([from, to]): Promise<[string, string]> => {
    const text = await readFile(join(template, `${from}.template`), 'utf8');
    return [to, Object.entries(names).reduce(replaced, text)];
  });
  return Object.fromEntries(await Promise.all(files));
}

const replaced = (text: string, [name, word]: [string, string]) => text.replaceAll(`__${name}__`, word);
