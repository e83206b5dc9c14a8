import { globSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { frontEnd, serviceNamed, services } from '../../services.ts';
import { root } from '../root.ts';
import { runCommand } from '../run-command.ts';
import { changeProjects, removeEntry, removePeer } from './own-manifest.ts';
import { refresh } from './refresh.ts';

/** `npm run remove:service`: takes away a folder and an entry. */
const usage = `npm run remove:service <name> [-- --no-install]

  --no-install  leaves the lock file and the links between workspaces as they are; the next npm start installs

Removes services/<name>, its entry, its name from the peers of other services, and what follows from that; what k8s/base/<name> and files
of its name in services/ folders of packages and scripts have for it; and its rows in tables of documentation. Refuses while the code of another service
names it, and says which features to remove first. Queues and data that only it used stay where it has been deployed.
`;

const words = process.argv.slice(2);
const [name = '', ...rest] = words.filter((word) => word !== '--no-install');
if (name === '' || words.includes('--help') || words.includes('-h')) process.stdout.write(usage);
else if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
else await remove();

async function remove(): Promise<void> {
  assertRemovable();
  await removeEntry(name);
  await removePeer(name);
  await changeProjects({ remove: name });
  const own = filesBelow([
    `services/${name}`,
    `k8s/base/${name}`,
    `{packages/*/src,scripts/*}/services/${name}.{ts,test.ts}`,
  ]);
  for (const file of own) await rm(join(root, file), { recursive: true });
  await removeRows();
  const byHand = await refresh({ install: !words.includes('--no-install') });
  console.log(`${own.join(', ')} and the entry of '${name}' are gone.`);
  for (const task of byHand) console.log(`Left to do: ${task}`);
}

function assertRemovable(): void {
  if (!services.some((service) => service.name === name)) {
    refuse(`There is no service '${name}', only ${services.map((service) => service.name).join(', ')}.`);
  }
  if (name === frontEnd.name) refuse(`'${name}' has the pages of the product.`);
  if (serviceNamed(name).migrations) refuse(`'${name}' owns the migrations of the database.`);
  const others = services.filter((service) => service.name !== name).map(({ folder }) => folder);
  const users = filesBelow(others.map((folder) => `${folder}/src/**/*.ts`)).filter((file) =>
    readFileSync(join(root, file), 'utf8').includes(`'${name}'`),
  );
  if (users.length === 0) return;
  const features = users.map((file) => /\/src\/(?:features|own)\/([^/]+)\//.exec(file)?.[1]);
  const commands = [...new Set(features)].map((feature) => `\`npm run remove:feature ${feature}\``);
  const advice = features.includes(undefined)
    ? 'Take it out there first.'
    : `Run first: ${commands.join(' and ')}.`;
  refuse(`'${name}' is named in ${users.join(', ')}. ${advice}`);
}

/** Rows of tables that are about it: their first cell is its name, or leads to its folder. */
async function removeRows(): Promise<void> {
  const row = new RegExp(String.raw`^\| (?:\[?\`?services/)?${name}(?:\`?\]\([^)]*\))? +\|.*\n`, 'gm');
  for (const file of filesBelow(['*.md', '{docs,docker,k8s,infra}/*.md', 'packages/*/*.md'])) {
    const text = readFileSync(join(root, file), 'utf8');
    const without = text.replace(row, '');
    if (without === text) continue;
    await writeFile(join(root, file), without);
    await runCommand(['prettier', '--write', '--log-level', 'warn', file], { limitMs: 60_000, show: true });
  }
}

function filesBelow(patterns: readonly string[]): string[] {
  return globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] }).toSorted();
}
