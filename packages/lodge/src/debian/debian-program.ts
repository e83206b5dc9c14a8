import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bareEnvironment } from '../machine/bare-environment.ts';
import { findProgram } from '../machine/find-program.ts';
import { fetchPackage } from './fetch-package.ts';
import { libraryFolders } from './library-folders.ts';

export type DebianProgramName = 'nginx' | 'openssl' | 'promtool' | 'redis-server';

export interface FoundProgram {
  /** Absolute. */
  path: string;
  /** As the program prints it, such as 1.22.1. */
  version: string;
  /** To be added to the environment that the program is started with. Absent where it needs nothing. */
  env?: Record<string, string>;
}

/** Why there is none, and what to install: for the title of a skipped test. */
export interface MissingProgram {
  missing: string;
}

interface Packaged {
  package: string;
  /** Within the package. */
  file: string;
  versionFlag: string;
}

const programs: Record<DebianProgramName, Packaged> = {
  nginx: { package: 'nginx', file: 'usr/sbin/nginx', versionFlag: '-v' },
  openssl: { package: 'openssl', file: 'usr/bin/openssl', versionFlag: 'version' },
  promtool: { package: 'prometheus', file: 'usr/bin/promtool', versionFlag: '--version' },
  'redis-server': { package: 'redis-server', file: 'usr/bin/redis-server', versionFlag: '--version' },
};

const run = promisify(execFile);
const VERSION_LIMIT_MS = 5000;
const storeFolder = fileURLToPath(new URL('../../../../.gnar/debian', import.meta.url));
const known = new Map<string, Promise<FoundProgram | MissingProgram>>();

/**
 * A program that only tests need: the one on the PATH, else the one unpacked into `.gnar/debian` before, else
 * fetched there from Debian's archive, without root. Never throws: after 90 s at the latest it
 * returns why there is none, and remembers that for this process.
 */
export function debianProgram(
  name: DebianProgramName,
  folder = storeFolder,
): Promise<FoundProgram | MissingProgram> {
  const key = join(folder, name);
  const program = known.get(key) ?? findOrFetch(name, folder);
  known.set(key, program);
  return program;
}

async function findOrFetch(name: DebianProgramName, folder: string): Promise<FoundProgram | MissingProgram> {
  const installed = await findInstalled(name);
  if (installed) return installed;
  const home = join(folder, programs[name].package);
  const wasThere = existsSync(home);
  const unpacked = await findUnpacked(name, home);
  if (unpacked) return unpacked;
  try {
    // The unpacked program does not run, for example after a system upgrade. A folder that appeared since is another process's.
    if (wasThere) await rm(home, { recursive: true, force: true });
    await fetchPackage(programs[name].package, home);
    const fetched = await findUnpacked(name, home);
    return fetched ?? { missing: missing(name, 'the fetched one does not run here') };
  } catch (error) {
    return { missing: missing(name, error instanceof Error ? error.message : String(error)) };
  }
}

const missing = (name: DebianProgramName, why: string) =>
  `${name} is not on the PATH, and Debian's package could not be fetched: ${why}. Install ${programs[name].package}.`;

/** A user's PATH on Debian leaves out the folder that nginx is installed into. */
async function findInstalled(name: DebianProgramName): Promise<FoundProgram | undefined> {
  for (const path of [await findProgram(name), join('/', programs[name].file)]) {
    const version = path && (await tryVersion(path, programs[name].versionFlag));
    if (path && version) return { path, version };
  }
  return undefined;
}

async function findUnpacked(name: DebianProgramName, home: string): Promise<FoundProgram | undefined> {
  const path = join(home, programs[name].file);
  const folders = await libraryFolders(home);
  const env = folders.length > 0 ? { LD_LIBRARY_PATH: folders.join(':') } : undefined;
  const version = await tryVersion(path, programs[name].versionFlag, env);
  return version === undefined ? undefined : { path, version, ...(env && { env }) };
}

/** Undefined when it is not there or does not run. */
async function tryVersion(
  path: string,
  flag: string,
  env: Record<string, string> = {},
): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    const options = { env: { ...bareEnvironment(), ...env }, timeout: VERSION_LIMIT_MS };
    const { stdout, stderr } = await run(path, [flag], options);
    return /\d+(\.\d+)+/.exec(`${stdout}${stderr}`)?.[0];
  } catch {
    return undefined;
  }
}
