import { playwrightBrowser, systemBrowser } from './installed-browsers.ts';

/** @returns the path of a browser that needs no installing; `path` is a PATH variable. */
export async function installedBrowser(path: string): Promise<string | undefined> {
  return (await systemBrowser(path)) ?? (await playwrightBrowser());
}
