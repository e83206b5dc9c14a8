import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { errorCode } from '../machine/error-code.ts';
import { findProgram } from '../machine/find-program.ts';
import { isRecord } from '../machine/is-record.ts';
import { networkEnvironment } from '../machine/network-environment.ts';

const run = promisify(execFile);

/** For everything together, and for a server that does not answer at all. */
const LIMIT_MS = 80_000;
const CONNECT_LIMIT_SECONDS = 10;

/**
 * Unpacks a Debian package, together with those it depends on that this machine lacks, into `home`, without
 * root and without touching the system's own lists. When another process was faster, its copy stays.
 * @throws Error that says what this machine lacks
 */
export async function fetchPackage(name: string, home: string): Promise<void> {
  if (!(await findProgram('apt-get')) || !(await findProgram('dpkg-deb'))) {
    throw new Error('this is no Debian, nor made of it');
  }
  await mkdir(dirname(home), { recursive: true });
  const workshop = await mkdtemp(`${home}.unfinished-`);
  try {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const packages = await download(name, workshop, signal);
    const root = join(workshop, 'root');
    await mkdir(root);
    for (const file of packages) {
      await run('dpkg-deb', ['-x', file, root], { env: networkEnvironment(), signal });
    }
    await moveUnlessThere(root, home);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** By the system's lists when it has fitting ones: a fresh image has none, an old one names what is gone. */
async function download(name: string, workshop: string, signal: AbortSignal): Promise<string[]> {
  const apt = (folder: string, options: readonly string[], ...command: string[]) =>
    run('apt-get', [...fixedOptions(workshop), ...options, ...command], {
      cwd: folder,
      env: { ...networkEnvironment(), LC_ALL: 'C' },
      signal,
    });
  const attempt = async (folder: string, options: readonly string[]) => {
    const { stdout } = await apt(folder, options, 'install', '--simulate', '--no-install-recommends', name);
    await apt(folder, options, 'download', ...namesOf(stdout, name));
    return (await readdir(folder)).filter((file) => file.endsWith('.deb')).map((file) => join(folder, file));
  };
  const bySystem = join(workshop, 'by-system');
  const byFresh = join(workshop, 'by-fresh');
  await Promise.all([bySystem, byFresh].map((folder) => mkdir(folder)));
  try {
    return await attempt(bySystem, []);
  } catch {
    const lists = join(workshop, 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const options = ['-o', `Dir::State::Lists=${lists}`];
    await apt(workshop, options, 'update');
    return attempt(byFresh, options);
  }
}

const fixedOptions = (workshop: string) => [
  '--quiet=2',
  ...['-o', `Dir::Cache=${join(workshop, 'cache')}`],
  ...['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Languages=none', '-o', 'Acquire::Retries=0'],
  ...['-o', 'APT::Update::Error-Mode=any'],
  ...['-o', `Acquire::http::Timeout=${CONNECT_LIMIT_SECONDS}`],
  ...['-o', `Acquire::https::Timeout=${CONNECT_LIMIT_SECONDS}`],
];

/**
 * The packages that a simulated installation would add, read from lines such as
 * `Inst liblzf1 (3.6-3 Debian:12/oldstable [amd64])`. Those for every architecture hold no program and no
 * library: fonts, scripts of a web page, settings.
 */
function namesOf(simulation: string, name: string): string[] {
  const lines = simulation.matchAll(/^Inst (\S+) .*\[([\w-]+)\](?:\s+\[.*\])?\)/gm);
  const names = [...lines].filter(([, , architecture]) => architecture !== 'all').map(([, found]) => found);
  return [...new Set([name, ...names.filter((found) => found !== undefined)])];
}

/** Renaming a folder onto one that is there and not empty is refused by the system. */
async function moveUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) throw error;
  }
}

/** The first error that apt-get printed; else the first line of the error's message. */
function reasonOf(error: unknown): string {
  const { stderr = '', message = error } = isRecord(error) ? error : {};
  const complaint = /^[EW]: (.+)$/m.exec(String(stderr))?.[1] ?? String(message).split('\n')[0] ?? '';
  return complaint.replace(/\.?\s*$/, '');
}
