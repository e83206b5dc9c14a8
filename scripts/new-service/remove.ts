import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { frontEnd, serviceNamed, services } from '../../services.ts';
import { root } from '../root.ts';
import { runCommand } from '../run-command.ts';
import { changeProjects, removeEntry, removePeer } from './own-manifest.ts';
import { refresh } from './refresh.ts';
import { layers, ownFiles, pages, usersOf, withoutRows } from './traces.ts';

/** `npm run remove:service`: takes away a folder and an entry. */
const usage = `npm run remove:service <name> [-- --no-install]

  --no-install  leaves the lock file and the links between workspaces as they are; the next npm start installs

Removes services/<name>, its entry, its name from the peers of other services, and what follows from that; what k8s/base/<name> and files
of its name in services/ folders of packages and scripts have for it; and rows of tables in documentation that lead to it. Refuses
while the code of a service with it among its peers names it, and says which features to remove first. Interrupted, it can be run again.
Queues and data that only it used stay where it has been deployed.
`;

const words = process.argv.slice(2);
const [name = '', ...rest] = words.filter((word) => word !== '--no-install');
if (name === '' || words.includes('--help') || words.includes('-h')) process.stdout.write(usage);
else if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
else await remove();

async function remove(): Promise<void> {
  assertRemovable();
  const own = ownFiles(name);
  for (const file of own) await rm(join(root, file), { recursive: true });
  await removeRows();
  await changeProjects({ remove: name });
  await removePeer(name);
  // Last: as long as the entry is there, a removal that was interrupted can be run again.
  await removeEntry(name);
  const byHand = await refresh({ install: !words.includes('--no-install') });
  const entry = `entry of '${name}'`;
  console.log(own.length > 0 ? `${own.join(', ')} and the ${entry} are gone.` : `The ${entry} is gone.`);
  for (const task of byHand) console.log(`Left to do: ${task}`);
}

function assertRemovable(): void {
  if (!services.some((service) => service.name === name)) {
    const known = services.map((service) => service.name).join(', ');
    refuse(
      `There is no service '${name}', only ${known}. If its removal was interrupted, finish it: npm run docs; npm run k8s:render -- all --write`,
    );
  }
  if (layers.includes(name)) {
    refuse(`k8s/base/${name} belongs to all services: give the service '${name}' another name first.`);
  }
  if (name === frontEnd.name) refuse(`'${name}' has the pages of the product.`);
  if (serviceNamed(name).migrations) refuse(`'${name}' owns the migrations of the database.`);
  const users = usersOf(name, services);
  if (users.length === 0) return;
  const features = users.map((file) => /\/src\/(?:features|own)\/([^/]+)\//.exec(file)?.[1]);
  const commands = [...new Set(features)].map((feature) => `\`npm run remove:feature ${feature}\``);
  const advice = features.includes(undefined)
    ? 'Take it out there first.'
    : `Run first: ${commands.join(' and ')}.`;
  refuse(`'${name}' is named in ${users.join(', ')}. ${advice}`);
}

async function removeRows(): Promise<void> {
  for (const page of pages()) {
    const text = await readFile(join(root, page), 'utf8');
    const without = withoutRows(page, text, name);
    if (without === text) continue;
    await writeFile(join(root, page), without);
    await runCommand(['prettier', '--write', '--log-level', 'warn', page], { limitMs: 60_000, show: true });
  }
}
