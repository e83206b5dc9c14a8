import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { findBrowser, walkInBrowser } from '../../rehearsal/browser-walk.ts';
import { describeRehearsal } from './describe-rehearsal.ts';

jest.setTimeout(180_000);

const browser = await findBrowser();
const missing = 'missing' in browser ? ` (skipped: ${browser.missing})` : '';
const settings = { GNAR_SECRET_MESSAGE_DELAY_SECONDS: '2' };

await describeRehearsal('the product behind the ingress', { withPages: true, settings }, (rehearsal) => {
  (missing ? it.skip : it)(`takes somebody from sign-up to log-out in a real browser${missing}`, async () => {
    if ('missing' in browser) throw new Error(browser.missing);
    const folder = await mkdtemp(join(tmpdir(), 'gnar-walk-'));

    const output = await walkInBrowser(rehearsal(), browser, {
      folder,
      walk: 'first-walk',
      looking: 'desktop, light',
    });

    expect(output).toMatch(/Tests:\s+3 skipped, 1 passed, 4 total/);
    await rm(folder, { recursive: true });
  });
});
