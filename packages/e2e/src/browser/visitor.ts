import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { screenshotFolder } from './screenshots.ts';
import { Troubles } from './troubles.ts';

const devices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

export interface VisitorOptions {
  /** Names the folder of the screenshots. */
  readonly walk: string;
  readonly device?: keyof typeof devices;
  readonly scheme?: 'light' | 'dark';
  readonly locale?: 'en-GB' | 'fr-CA';
  readonly address: string;
}

/** Longer than any answer should take on a slow machine, shorter than a test's time. */
const PATIENCE_MS = 15_000;

/** A person with a browser of their own: nothing is shared with another visitor, not even storage. */
export class Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, CSP violations and failed requests so far. */
  readonly troubles: Troubles;
  readonly #folder: string;
  readonly #suffix: string;
  #stations = 0;

  private constructor(context: BrowserContext, page: Page, troubles: Troubles, options: VisitorOptions) {
    this.context = context;
    this.page = page;
    this.troubles = troubles;
    this.#folder = join(screenshotFolder, options.walk);
    this.#suffix = `${options.device ?? 'desktop'}-${options.scheme ?? 'light'}`;
  }

  static async arrive(browser: Browser, options: VisitorOptions): Promise<Visitor> {
    const context = await browser.newContext({
      ...devices[options.device ?? 'desktop'],
      baseURL: options.address,
      colorScheme: options.scheme ?? 'light',
      locale: options.locale ?? 'en-GB',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const troubles = new Troubles();
    const page = await context.newPage();
    troubles.watch(page);
    return new Visitor(context, page, troubles, options);
  }

  /** Another tab of the same browser; `elsewhere`: for pages that are not ours, whose troubles are none of ours. */
  async newTab({ elsewhere = false } = {}): Promise<Page> {
    const page = await this.context.newPage();
    if (!elsewhere) this.troubles.watch(page);
    return page;
  }

  /** Leaves a screenshot, numbered in the order of the walk. */
  async station(name: string, page: Page = this.page): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const number = String(++this.#stations).padStart(2, '0');
    await page.screenshot({
      path: join(this.#folder, `${number}-${name}-${this.#suffix}.png`),
      animations: 'disabled',
      fullPage: true,
    });
  }

  /** Closes the browser's window; how it ended stays as evidence, with the recorded errors. */
  async leave(): Promise<void> {
    await this.station('the-end');
    if (this.troubles.all.length > 0) {
      await writeFile(join(this.#folder, `troubles-${this.#suffix}.txt`), this.troubles.all.join('\n'));
    }
    await this.context.close();
  }
}
