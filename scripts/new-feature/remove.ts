import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { root } from '../root.ts';
import { runCommand } from '../run-command.ts';
import { migrationOf, migrations } from './files.ts';
import { ownLists, removeFromList } from './lists.ts';
import { namesOf } from './names.ts';

/** `npm run remove:feature`: takes away what `npm run new:feature` wrote. */
const usage = `npm run remove:feature <names>

Removes a feature of the own/ folders and its lines in the lists of own/. Its table stays until its migration is taken back: run
npm run migrate -- down before, while the file is there.
`;

const [name = '', ...rest] = process.argv.slice(2);
if (name === '' || name === '--help' || name === '-h') process.stdout.write(usage);
else await remove();

async function remove(): Promise<void> {
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  const names = namesOf(name);
  const places = ['services/piste/src/own', 'services/powder/src/own'].map((folder) => `${folder}/${name}`);
  if (!/^[a-z][a-z0-9-]*$/.test(name) || !places.some((place) => existsSync(join(root, place)))) {
    refuse(`There is no feature '${name}' in services/piste/src/own or services/powder/src/own.`);
  }
  const migration = migrationOf(names);
  const files = [
    ...places,
    `packages/contract/src/own/${name}.ts`,
    `packages/e2e/src/own/${name}-walk.e2e.ts`,
    ...(migration === undefined ? [] : [`${migrations}/${migration}`]),
  ];
  for (const file of files) await rm(join(root, file), { recursive: true, force: true });
  for (const list of ownLists) await removeFromList(list, names);
  const lists = ownLists.map(({ file }) => file);
  await runCommand(['prettier', '--write', '--log-level', 'warn', ...lists], { limitMs: 60_000, show: true });
  console.log(`The feature '${name}' is gone.`);
}
