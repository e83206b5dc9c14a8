import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../../services.ts';
import { root } from '../root.ts';
import { consumers } from './consumers.ts';
import { filesOfFeature, foldersOf, repositoryFiles } from './files-of-feature.ts';
import type { Names } from './names.ts';
import { orphans, withoutNeeds, type Needless } from './needs.ts';
import { withoutLinks } from './pages.ts';
import { takeOut } from './take-out.ts';
import type { Texts } from './texts.ts';

/** What removing a feature does to the repository; it follows from nothing but the files as they are. */
export interface Removal {
  readonly folders: readonly string[];
  /** Those in the folders too. */
  readonly removed: readonly string[];
  readonly changed: Texts;
  readonly needless: readonly Needless[];
  /** That made its table, below own/. They stay. */
  readonly migrations: readonly string[];
}

/** Why a feature cannot be removed, as a sentence for its user. */
export class NotRemovable extends Error {}

/** @throws NotRemovable when there is no such feature, or when others use more of it than a line in a list */
export function planRemoval(names: Names): Removal {
  const files = repositoryFiles();
  const folders = foldersOf(names, files);
  if (folders.length === 0) {
    throw new NotRemovable(
      `There is no feature '${names.file}' in services/*/src/features or services/*/src/own.`,
    );
  }
  const removed = new Set(filesOfFeature(names, files));
  const kept = files.filter((file) => !removed.has(file));
  assertNoRouteIsLost(names, [...removed], kept);
  const needless = needlessWithout([...removed], kept);
  const isRemoved = (path: string) => removed.has(path);
  const changed = {
    ...linesTakenOut(names, kept, [...removed]),
    ...ofEach(kept.filter(isPage), (file, text) => withoutLinks(file, text, folders, isRemoved)),
    ...ofEach(['services.ts', 'own/services.ts'], (file, text) =>
      needless.reduce((rest, each) => withoutNeeds(file, rest, each), text),
    ),
  };
  const migration = new RegExp(String.raw`/own/migrations/\d+_${names.table}\.sql$`);
  const migrations = kept.filter((file) => migration.test(file));
  return { folders, removed: [...removed], changed, needless, migrations };
}

const textOf = (file: string) => readFileSync(join(root, file), 'utf8');
const textOfAll = (files: readonly string[]) => files.map(textOf).join('\n');
const textsOf = (files: readonly string[]): Texts =>
  Object.fromEntries(files.map((file) => [file, textOf(file)]));
const contract = 'packages/contract/src/';
const isPage = (file: string) => file.endsWith('.md') && !file.startsWith('docs/adr/');
const isCode = (file: string) => /\.tsx?$/.test(file);
const isSource = (file: string) => /(?<!\.test)\.tsx?$/.test(file);

/** The texts that differ from those of the files. */
function ofEach(files: readonly string[], change: (file: string, text: string) => string): Texts {
  return Object.fromEntries(
    files.flatMap((file) => {
      const before = textOf(file);
      const text = change(file, before);
      return text === before ? [] : [[file, text]];
    }),
  );
}

function linesTakenOut(names: Names, kept: readonly string[], removed: readonly string[]): Texts {
  const users: string[] = [];
  const texts = ofEach(
    kept.filter((path) => isCode(path) || path.endsWith('.mjs')),
    (file, text) => {
      const taken = takeOut(file, text, (path) => removed.includes(path));
      if ('text' in taken) return taken.text;
      users.push(`${file} (${taken.uses.join(', ')})`);
      return text;
    },
  );
  users.push(...consumers(textsOf(kept.filter(isCode)), textsOf(removed.filter(isCode))));
  if (users.length === 0) return texts;
  throw new NotRemovable(`'${names.file}' is used elsewhere than in lists: ${users.join('; ')}`);
}

/** An operation without a route would be a promise of the contract that no service keeps. */
function assertNoRouteIsLost(names: Names, removed: readonly string[], kept: readonly string[]): void {
  const routed = [...textOfAll(removed.filter(isSource)).matchAll(/\boperations\.(\w+)/g)].map(
    ([, id]) => id,
  );
  const places = kept
    .filter((file) => file.startsWith(contract) && isSource(file))
    .flatMap((file) => {
      const text = textOf(file);
      const ids = [...new Set(routed)].filter((id) => text.includes(`  ${id}: {`));
      return ids.length > 0 ? [`${file} (${ids.join(', ')})`] : [];
    });
  if (places.length === 0) return;
  throw new NotRemovable(
    `'${names.file}' has the routes of operations that stay in the contract: ${places.join('; ')}. Move them to ${contract}${names.file}.ts first.`,
  );
}

/** Peers, queues and public paths that only the removed files name. */
function needlessWithout(removed: readonly string[], kept: readonly string[]): Needless[] {
  return services.flatMap(({ name, folder, needs, paths }) => {
    const own = removed.filter((file) => file.startsWith(`${folder}/`));
    if (own.length === 0) return [];
    const sources = (files: readonly string[]) =>
      textOfAll(
        files.filter(
          (file) => isSource(file) && [`${folder}/src/`, contract].some((start) => file.startsWith(start)),
        ),
      );
    const all = [
      ...needs.peers,
      ...needs.queues.map(({ setting }) => setting),
      ...paths.map(({ path }) => path),
    ];
    const words = orphans(all, sources(removed), sources(kept));
    return words.length > 0 ? [{ service: name, words }] : [];
  });
}
