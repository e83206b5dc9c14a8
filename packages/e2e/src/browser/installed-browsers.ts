import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const run = promisify(execFile);

/** Names a Chromium has on PATH; the first that works is taken. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where an installer puts it when it does not touch PATH. */
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Whether the file is a browser that starts here. Asking for its version is the cheapest proof: it fails when a
 * shared library is missing, and when the command is only a stub that recommends an installer.
 */
export async function works(executablePath: string): Promise<boolean> {
  try {
    await access(executablePath, constants.X_OK);
    const { stdout } = await run(executablePath, ['--version'], { timeout: 20_000 });
    return /\d+\.\d+\.\d+/.test(stdout);
  } catch {
    return false;
  }
}

/** @returns the first Chromium or Chrome of this machine that starts; `path` is a PATH variable. */
export async function systemBrowser(path: string): Promise<string | undefined> {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  for (const candidate of [...onPath, ...applications]) if (await works(candidate)) return candidate;
  return undefined;
}

/** @returns the Chromium that `npx playwright install chromium` left, if it did and if it starts. */
export async function playwrightBrowser(): Promise<string | undefined> {
  const candidate = chromium.executablePath();
  return (await works(candidate)) ? candidate : undefined;
}
