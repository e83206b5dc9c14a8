import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser/open-browser.ts';
import { Visitor, type VisitorOptions } from '../browser/visitor.ts';
import { stage } from '../environment.ts';
import { walkedSystem } from '../system/walked-system.ts';

/** What a page is looked at with. */
export const looks = [
  { device: 'desktop', scheme: 'light' },
  { device: 'desktop', scheme: 'dark' },
  { device: 'phone', scheme: 'light' },
  { device: 'phone', scheme: 'dark' },
] as const;

/** Opens a browser for a new visitor; it is closed when the test ends. */
export type Arrive = (options: Omit<VisitorOptions, 'address'>) => Promise<Visitor>;

/** Walks that need a browser: where there is none they are reported as skipped, with the reason in their title. */
export function describeBrowserWalk(title: string, walks: (arrive: Arrive) => void): void {
  const { browser: found, missing } = stage();
  if (found === undefined) {
    describe.skip(`${title} (${missing ?? 'no browser'})`, () =>
      walks(() => Promise.reject(new Error('no browser'))));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser(found);
    });
    let visitors: Visitor[] = [];
    afterEach(async () => {
      for (const visitor of visitors) await visitor.leave();
      visitors = [];
    });
    afterAll(() => browser.close());
    walks(async (options) => {
      const visitor = await Visitor.arrive(browser, { ...options, address: walkedSystem().addresses.powder });
      visitors.push(visitor);
      return visitor;
    });
  });
}
