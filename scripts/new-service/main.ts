import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { refuse } from '@gnar/lodge/command-line';
import { services } from '../../services.ts';
import { root } from '../root.ts';
import { filesOf, namesOf } from './files.ts';
import { addEntry, changeProjects } from './own-manifest.ts';
import { refresh } from './refresh.ts';
import { layers, ownFiles } from './traces.ts';

/** `npm run new:service`: a folder and an entry. */
const usage = `npm run new:service <name> [-- --no-install]

  <name>        lower-case words joined by -, 20 characters at most, such as: npm run new:service ski-lift
  --no-install  leaves the lock file and the links between workspaces as they are; the next npm start installs

Writes services/<name>, its line in own/services.ts, and what follows from that. \`npm start\` then starts it.
`;

const words = process.argv.slice(2);
if (words.length === 0 || words.includes('--help') || words.includes('-h')) process.stdout.write(usage);
else await create(read());

function read(): { name: string; install: boolean } {
  const options = { 'no-install': { type: 'boolean', default: false } } as const;
  const { positionals, values } = parseArgs({ args: words, options, allowPositionals: true });
  const [name = '', ...rest] = positionals;
  if (rest.length > 0) refuse(`Unexpected argument '${rest.join(' ')}'.`);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 20) {
    refuse(`'${name}' is no name for a service: lower-case words joined by -, 20 characters at most.`);
  }
  const taken = services.some((service) => service.name === name) || existsSync(join(root, 'packages', name));
  if (taken) refuse(`There is a service or a package '${name}' already.`);
  if (layers.includes(name)) {
    refuse(`'${name}' is no name for a service: k8s/base/${name} belongs to all services.`);
  }
  const there = ownFiles(name);
  if (there.length > 0)
    refuse(`'${name}' has ${there.join(', ')} already, which remove:service would delete.`);
  return { name, install: !values['no-install'] };
}

async function create({
  name,
  install,
}: {
  readonly name: string;
  readonly install: boolean;
}): Promise<void> {
  for (const [file, text] of Object.entries(filesOf(namesOf(name)))) {
    const path = join(root, 'services', name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  await addEntry(name);
  await changeProjects({ add: name });
  const byHand = await refresh({ install });
  console.log(
    `services/${name} and its line in own/services.ts are written. It answers at /api/${name} after: npm start`,
  );
  for (const task of byHand) console.log(`Left to do: ${task}`);
}
