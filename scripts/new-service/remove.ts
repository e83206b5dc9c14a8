import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { refuse } from '@gnar/lodge/command-line';
import { frontEnd, serviceNamed, services } from '../../services.ts';
import { root } from '../root.ts';
import { changeProjects, removeEntry } from './own-manifest.ts';
import { refresh } from './refresh.ts';

/** `npm run remove:service`: takes away a folder and an entry. */
const usage = `npm run remove:service <name> [-- --no-install]

  --no-install  leaves the lock file and the links between workspaces as they are; the next npm start installs

Removes services/<name>, its entry, and what followed from that. Refuses while another service asks it, and names the files
that do: remove those features, and the name from \`peers\`, first.
`;

const words = process.argv.slice(2);
const [name = '', ...rest] = words.filter((word) => word !== '--no-install');
if (name === '' || words.includes('--help') || words.includes('-h')) process.stdout.write(usage);
else if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
else await remove();

async function remove(): Promise<void> {
  await assertRemovable();
  await removeEntry(name);
  await changeProjects({ remove: name });
  await rm(join(root, 'services', name), { recursive: true });
  const byHand = await refresh({ install: !words.includes('--no-install') });
  console.log(`services/${name} and its entry are gone.`);
  for (const task of byHand) console.log(`Left to do: ${task}`);
}

async function assertRemovable(): Promise<void> {
  if (!services.some((service) => service.name === name)) {
    refuse(`There is no service '${name}', only ${services.map((service) => service.name).join(', ')}.`);
  }
  if (name === frontEnd.name) refuse(`'${name}' has the pages of the product.`);
  if (serviceNamed(name).migrations) refuse(`'${name}' owns the migrations of the database.`);
  const callers = services.filter(({ needs }) => needs.peers.includes(name));
  if (callers.length === 0) return;
  const files = await Promise.all(callers.map(({ folder }) => filesThatName(`${folder}/src`)));
  const list = files.flat().join(', ');
  refuse(
    `'${name}' is a peer of ${callers.map((caller) => caller.name).join(', ')}, which names it in ${list}.`,
  );
}

async function filesThatName(folder: string): Promise<string[]> {
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  const found: string[] = [];
  for (const { parentPath, name: file } of files) {
    const path = join(parentPath, file);
    if ((await readFile(path, 'utf8')).includes(`'${name}'`))
      found.push(path.slice(root.length).replace(/^\//, ''));
  }
  return found.toSorted();
}
