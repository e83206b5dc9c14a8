import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { isNeededAtRunTime } from './is-needed-at-run-time.ts';
import { productionClosure, type Lock } from './production-closure.ts';

/**
 * `node assemble.ts <workspace> <out> [--without=<package>]…`, in the folder of an installed and built checkout: puts into
 * `<out>` what the workspace needs to run there, laid out as here, and nothing else. `--without` leaves out a dependency
 * that is not wanted there, with what only it needs.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string', multiple: true, default: [] } },
});
const [workspace, out, ...rest] = positionals;
if (workspace === undefined || out === undefined || rest.length > 0) {
  throw new Error('Usage: assemble.ts <workspace> <out> [--without=<package>]…');
}

const lock = parseLock(await readFile('package-lock.json', 'utf8'));
for (const place of productionClosure(lock, workspace, { isInstalled: existsSync, without: values.without }))
  await add(place, out);

async function add(place: string, target: string): Promise<void> {
  const isOurs = !place.includes('node_modules/');
  const name = isOurs ? place : place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  for (const file of await filesOf(place)) {
    if (isOurs && !/^(?:dist\/(?!testing\/)|package\.json$)/.test(file)) continue;
    if (!isNeededAtRunTime(name, file)) continue;
    await mkdir(join(target, place, dirname(file)), { recursive: true });
    await copyFile(join(place, file), join(target, place, file));
  }
  if (isOurs) await link(place, target);
}

/** As npm links workspaces, so that imports find them by name. */
async function link(place: string, target: string): Promise<void> {
  const entry = Object.entries(lock.packages).find(([, locked]) => locked.link && locked.resolved === place);
  if (entry === undefined) return;
  const at = join(target, entry[0]);
  await mkdir(dirname(at), { recursive: true });
  await symlink(relative(dirname(at), join(target, place)), at);
}

/** In a fixed order; packages within it are places of their own. */
async function filesOf(place: string): Promise<string[]> {
  const entries = await readdir(place, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(place, join(entry.parentPath, entry.name)))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file))
    .sort();
}

function parseLock(text: string): Lock {
  const value: unknown = JSON.parse(text);
  if (!isLock(value)) throw new Error('package-lock.json names no packages');
  return value;
}

function isLock(value: unknown): value is Lock {
  return typeof value === 'object' && value !== null && 'packages' in value;
}
