import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { HEALTH_PORT_OFFSET, services } from '../../services.ts';
import { withoutNeeds } from '../new-feature/needs.ts';
import { root } from '../root.ts';

const manifest = join(root, 'own/services.ts');
const manifests = [manifest, join(root, 'services.ts')];
const FIRST_PORT = 9410;
const END = /\n?\];\n$/;

/** The lowest port from 9410 on that neither a service nor its health port has. */
export function nextPort(taken: readonly number[] = services.map(({ port }) => port)): number {
  const all = new Set(taken.flatMap((port) => [port, port + HEALTH_PORT_OFFSET]));
  let port = FIRST_PORT;
  while (all.has(port) || all.has(port + HEALTH_PORT_OFFSET)) port += 1;
  return port;
}

/** Adds the line of a service to own/services.ts. */
export async function addEntry(name: string): Promise<void> {
  const line = `  { name: '${name}', kind: 'node', port: ${nextPort()}, needs: { database: true, redis: true }, paths: ['/api/${name}'] },`;
  const text = (await readFile(manifest, 'utf8')).replace('= [];\n', '= [\n];\n');
  if (!END.test(text))
    throw new Error(`${manifest} does not end with the list of services: add this line to it.\n${line}`);
  await writeFile(manifest, text.replace(END, `\n${line}\n];\n`));
}

/** Takes the entry of a service out of own/services.ts or services.ts. @throws Error when it is in neither */
export async function removeEntry(name: string): Promise<void> {
  const entry = new RegExp(
    `^  \\{ name: '${name}',.*\\n|^  \\{\\n    name: '${name}',\\n[^]*?^  \\},\\n`,
    'm',
  );
  for (const file of manifests) {
    const text = await readFile(file, 'utf8');
    if (!entry.test(text)) continue;
    await writeFile(file, text.replace(entry, '').replace('= [\n];\n', '= [];\n'));
    return;
  }
  throw new Error(`Neither own/services.ts nor services.ts has an entry that begins with name: '${name}'.`);
}

/** Takes a service out of the `peers` of every other one; a list that becomes empty goes as a whole. */
export async function removePeer(name: string): Promise<void> {
  const askers = services.filter(({ needs }) => needs.peers.includes(name));
  for (const file of manifests) {
    const text = await readFile(file, 'utf8');
    const without = askers.reduce(
      (rest, asker) => withoutNeeds(file, rest, { service: asker.name, words: [name] }, ['peers']),
      text,
    );
    if (without !== text) await writeFile(file, without);
  }
}

const projectsSchema = z.object({ references: z.array(z.object({ path: z.string() })) });

/** Has `tsc -b` check a service, besides those that it checks already, or no more. */
export async function changeProjects(change: {
  readonly add?: string;
  readonly remove?: string;
}): Promise<void> {
  for (const file of ['own/tsconfig.json', 'tsconfig.json', 'scripts/tsconfig.json']) {
    const text = await readFile(join(root, file), 'utf8');
    const project: unknown = JSON.parse(text);
    const { references: before } = projectsSchema.parse(project);
    const kept = before.filter(({ path }) => !path.endsWith(`services/${change.remove}`));
    const isOwn = file.startsWith('own/');
    const added = isOwn && change.add !== undefined ? [{ path: `../services/${change.add}` }] : [];
    const references = [...kept, ...added];
    if (references.length === before.length && added.length === 0) continue;
    await writeFile(join(root, file), `${JSON.stringify({ ...Object(project), references }, null, 2)}\n`);
  }
}
