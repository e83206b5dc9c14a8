import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { root } from '../root.ts';
import { runCommand } from '../run-command.ts';
import { filesOf } from './files.ts';
import { addToList, ownLists } from './lists.ts';
import { namesOf } from './names.ts';

/** `npm run new:feature`: a feature from its table to its page. */
const usage = `npm run new:feature <names>

  <names>  what the feature keeps, plural, lower-case words joined by -, 24 characters at most: npm run new:feature ski-trips

Writes a table, an API below /api, a page with a list and a form, English and French, and tests of them, below the own/ folders,
and their lines in the lists of own/. A running \`npm start\` migrates and shows it at once.
`;

const [name = '', ...rest] = process.argv.slice(2);
if (name === '' || name === '--help' || name === '-h') process.stdout.write(usage);
else await create();

async function create(): Promise<void> {
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  if (!/^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/.test(name) || name.length > 24) {
    refuse(`'${name}' is no name for a feature: lower-case words joined by -, 24 characters at most.`);
  }
  const taken = ['services/piste/src', 'services/powder/src']
    .flatMap((source) => [`${source}/own/${name}`, `${source}/features/${name}`])
    .find((folder) => existsSync(join(root, folder)));
  if (taken !== undefined) refuse(`There is a feature '${name}' already: ${taken}`);
  const names = namesOf(name);
  const files = await filesOf(names);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  for (const list of ownLists) await addToList(list, names);
  const changed = [
    ...Object.keys(files).filter((file) => /\.tsx?$/.test(file)),
    ...ownLists.map(({ file }) => file),
  ];
  await runCommand(['prettier', '--write', '--log-level', 'warn', ...changed], {
    limitMs: 60_000,
    show: true,
  });
  console.log(
    `Written:\n${Object.keys(files).join('\n')}\nThe page is at /${name}, the API at /api/${name}.`,
  );
}
