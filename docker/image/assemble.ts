import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { isLegal, isNeededAtRunTime } from './is-needed-at-run-time.ts';
import { productionClosure, type Lock } from './production-closure.ts';

/**
 * `node assemble.ts <workspace> <out> [--without=<package>]…`, in the folder of an installed and built checkout: puts into
 * `<out>` what the workspace needs to run there, laid out as here, and nothing else. `--without` leaves out a dependency
 * that is not wanted there, with what only it needs.
 *
 * Of a workspace with a bundle it takes that, as its `dist`, and the packages that the bundle leaves outside. Of those in
 * the bundle it takes manifests and licences, which the law and scanners want to see.
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
const closureOf = (place: string) =>
  productionClosure(lock, place, { isInstalled: existsSync, without: values.without });

const bundle = join(workspace, 'dist/bundle');
const needed = closureOf(workspace);
if (existsSync(bundle)) await addBundled(workspace, out);
else for (const place of needed) await addWhole(place, out);

async function addBundled(service: string, target: string): Promise<void> {
  await copyFiles(bundle, join(target, service, 'dist'), (file) => file !== 'outside.json');
  await copyFiles(service, join(target, service), (file) => file === 'package.json');
  const outside = parseNames(await readFile(join(bundle, 'outside.json'), 'utf8'));
  const whole = new Set(needed.filter((place) => outside.includes(nameOf(place))).flatMap(closureOf));
  for (const place of needed.filter((each) => each.includes('node_modules/'))) {
    if (whole.has(place)) await addWhole(place, target);
    else await copyFiles(place, join(target, place), (file) => file === 'package.json' || isLegal(file));
  }
}

async function addWhole(place: string, target: string): Promise<void> {
  const isOurs = !place.includes('node_modules/');
  await copyFiles(place, join(target, place), (file) => {
    if (isOurs && !/^(?:dist\/(?!testing\/)|package\.json$)/.test(file)) return false;
    return isNeededAtRunTime(nameOf(place), file);
  });
  if (isOurs) await link(place, target);
}

function nameOf(place: string): string {
  return place.replace(/^.*node_modules\//, '');
}

/** As npm links workspaces, so that imports find them by name. */
async function link(place: string, target: string): Promise<void> {
  const entry = Object.entries(lock.packages).find(([, locked]) => locked.link && locked.resolved === place);
  if (entry === undefined) return;
  const at = join(target, entry[0]);
  await mkdir(dirname(at), { recursive: true });
  await symlink(relative(dirname(at), join(target, place)), at);
}

/** In a fixed order; packages within a package are places of their own. */
async function copyFiles(from: string, to: string, isWanted: (file: string) => boolean): Promise<void> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .filter((file) => !/(?:^|\/)node_modules\//.test(file) && isWanted(file))
    .sort();
  for (const file of files) {
    await mkdir(join(to, dirname(file)), { recursive: true });
    await copyFile(join(from, file), join(to, file));
  }
}

function parseNames(text: string): readonly string[] {
  const value: unknown = JSON.parse(text);
  const isNames = Array.isArray(value) && value.every((name) => typeof name === 'string');
  if (!isNames) throw new Error('outside.json is no list of names');
  return value;
}

function parseLock(text: string): Lock {
  const value: unknown = JSON.parse(text);
  if (!isLock(value)) throw new Error('package-lock.json names no packages');
  return value;
}

function isLock(value: unknown): value is Lock {
  return typeof value === 'object' && value !== null && 'packages' in value;
}
