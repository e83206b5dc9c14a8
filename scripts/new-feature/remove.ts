import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { refresh } from '../new-service/refresh.ts';
import { root } from '../root.ts';
import { runCommand } from '../run-command.ts';
import { namesOf } from './names.ts';
import { NotRemovable, planRemoval, type Removal } from './removal.ts';

/** `npm run remove:feature`: takes away a folder and its line, of a fork or of the starter. */
const usage = `npm run remove:feature <name>

  <name>  of a folder below features/ or own/ of a service: npm run remove:feature ski-trips

Removes the feature's folders in all services; files called after it (ski-trips.ts, ski-trips.e2e.ts, ski-trips.md) in the contract,
the walks, and any folder features/ or own/; the migration of its table in own/; its imports and entries in lists; items and rows of
documentation that link to its page. Peers, queues and public paths that only it named go from services.ts, and what follows from
that is written anew. Refuses, and says where, when other files use it in another way than in a list.

The database keeps its table: run npm run migrate -- down before, while the migration is there.
`;

const [name = '', ...rest] = process.argv.slice(2);
if (name === '' || name === '--help' || name === '-h') process.stdout.write(usage);
else await remove();

async function remove(): Promise<void> {
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    refuse(`'${name}' is no name of a feature: lower-case words joined by -.`);
  const { folders, removed, changed, needless } = plan();
  for (const path of [...folders, ...removed]) await rm(join(root, path), { recursive: true, force: true });
  for (const [file, text] of Object.entries(changed)) await writeFile(join(root, file), text);
  const lists = Object.keys(changed);
  if (lists.length > 0) {
    const prettier = ['prettier', '--write', '--log-level', 'warn', ...lists] as const;
    await runCommand(prettier, { limitMs: 60_000, show: true });
  }
  const byHand = await refresh({ install: false });
  console.log(
    `The feature '${name}' is gone.\n\nRemoved:\n${removed.join('\n')}\n\nChanged:\n${lists.join('\n')}`,
  );
  for (const task of [...byHand, ...leftToDo(removed, needless)]) console.log(`\nLeft to do: ${task}`);
}

function plan(): Removal {
  try {
    return planRemoval(namesOf(name));
  } catch (error) {
    if (error instanceof NotRemovable) refuse(error.message);
    throw error;
  }
}

function leftToDo(removed: Removal['removed'], needless: Removal['needless']): string[] {
  return [
    ...removed
      .filter((file) => file.endsWith('.sql'))
      .map((file) => `databases that have run ${file} keep its table; drop it there by a new migration.`),
    ...needless.map(
      ({ service, words }) =>
        `${service} no longer needs ${words.join(', ')}; services.ts says so. Deploy infra and k8s again.`,
    ),
  ];
}
