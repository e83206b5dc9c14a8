import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { root } from '../root.ts';
import { type Creation, NotCreatable, planCreation } from './creation.ts';
import { repositoryFiles } from './files-of-feature.ts';
import { NotAList } from './lists.ts';
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
  const { files, lists } = await plan();
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text, { flag: 'wx' });
  }
  for (const [file, text] of Object.entries(lists)) await writeFile(join(root, file), text);
  console.log(
    `Written:\n${Object.keys(files).join('\n')}\nThe page is at /${name}, the API at /api/${name}.`,
  );
}

/** All of it before anything is written: a feature is there whole, or not at all. */
async function plan(): Promise<Creation> {
  try {
    return await planCreation(namesOf(name), repositoryFiles());
  } catch (error) {
    if (error instanceof NotCreatable || error instanceof NotAList) refuse(error.message);
    throw error;
  }
}
