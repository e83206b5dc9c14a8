import { refuse } from '@gnar/lodge/command-line';
import { refresh } from '../new-service/refresh.ts';
import { root } from '../root.ts';
import { carryOut } from './carry-out.ts';
import { namesOf } from './names.ts';
import { NotRemovable, planRemoval, type Removal } from './removal.ts';

/** `npm run remove:feature`: takes away a folder and its line, of a fork or of the starter. */
const usage = `npm run remove:feature <name>

  <name>  of a folder below features/ or own/ of a service: npm run remove:feature ski-trips

Removes the feature's folders in all services; what new:feature wrote for it in own/ of the contract and of the walks; files called
after it (ski-trips.ts, ski-trips.md) in any folder features/ and, of a feature of the starter, in the contract and the walks; its
imports and entries in lists; items and rows of documentation that link to its page. Peers, queues and public paths that only it named go from services.ts, and what follows from
that is written anew. Refuses, and says where, when other files use it in another way than in a list.

The migration of its table stays, and so does the table: a database that has run a migration runs no other one while its file is
missing. A further migration drops the table; the last lines say how to write it.
`;

const [name = '', ...rest] = process.argv.slice(2);
if (name === '' || name === '--help' || name === '-h') process.stdout.write(usage);
else await remove();

async function remove(): Promise<void> {
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    refuse(`'${name}' is no name of a feature: lower-case words joined by -.`);
  const removal = plan();
  const { removed, changed, needless, migrations } = removal;
  const byHand = await carryOut(root, removal, () => refresh({ install: false }));
  console.log(
    `The feature '${name}' is gone.\n\nRemoved:\n${removed.join('\n')}\n\nChanged:\n${Object.keys(changed).join('\n')}`,
  );
  for (const task of [...byHand, ...leftToDo(migrations, needless)]) console.log(`\nLeft to do: ${task}`);
}

function plan(): Removal {
  try {
    return planRemoval(namesOf(name));
  } catch (error) {
    if (error instanceof NotRemovable) refuse(error.message);
    throw error;
  }
}

function leftToDo(migrations: Removal['migrations'], needless: Removal['needless']): string[] {
  const { table } = namesOf(name);
  return [
    ...migrations.map(
      (file) =>
        `${file} stays, since databases may have run it. To drop its table: npm run migrate -- new drop_${table}, and write DROP TABLE ${table}; there.`,
    ),
    ...needless.map(
      ({ service, words }) =>
        `${service} no longer needs ${words.join(', ')}; services.ts says so. Deploy infra and k8s again.`,
    ),
  ];
}
