import { rm } from 'node:fs/promises';
import { findBrowser } from '../browser/find-browser.ts';
import { screenshotFolder } from '../browser/screenshots.ts';
import { publishStage } from '../environment.ts';
import { startSystem, type System } from '../system/start-system.ts';
import { secretMessageSettings } from './secret-message.settings.ts';

declare global {
  // Jest loads set-up and teardown as separate modules of one process.
  var walkedSystem: System | undefined;
}

const settings = {
  ...secretMessageSettings,
  // All walks come from one address, and more of them in ten minutes than a household sends.
  GNAR_SIGN_UPS_PER_TEN_MINUTES: '1000',
  GNAR_LOG_INS_PER_TEN_MINUTES: '1000',
  GNAR_RESET_MAILS_PER_TEN_MINUTES: '1000',
  GNAR_LINK_USES_PER_TEN_MINUTES: '1000',
};

/** Starts the one system that the walks share, and finds the browser. */
export default async function setUp(): Promise<void> {
  const [system, found] = await Promise.all([
    startSystem({ settings }),
    findBrowser(),
    rm(screenshotFolder, { recursive: true, force: true }),
  ]);
  globalThis.walkedSystem = system;
  const { dataDirectory } = system;
  if ('missing' in found) {
    console.warn(`\nBrowser walks are skipped. ${found.missing}\n`);
    publishStage({ dataDirectory, missing: found.missing });
    return;
  }
  publishStage({ dataDirectory, browser: found });
}
