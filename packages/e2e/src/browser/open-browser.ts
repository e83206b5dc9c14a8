import { chromium, type Browser as RunningBrowser } from 'playwright-core';
import type { Browser } from './find-browser.ts';

/** Starts the browser with a fresh profile; the caller closes it. */
export function openBrowser({
  executablePath,
  args,
}: Pick<Browser, 'executablePath' | 'args'>): Promise<RunningBrowser> {
  return chromium.launch({ executablePath, args: [...args], headless: true });
}
