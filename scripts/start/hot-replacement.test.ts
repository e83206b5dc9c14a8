import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { findBrowser } from '@gnar/e2e/find-browser';
import { freePorts } from '@gnar/lodge/ports';
import { chromium, type Page } from 'playwright-core';
import { RepositoryCopy } from '../services/repository-copy.fixture.ts';

const loginPage = 'services/powder/src/features/login/login-page.tsx';

/** Serves a copy of the front end, opens its log-in page, and ends both when the work is done. */
async function withLogInPage(work: (page: Page, edit: (from: string, to: string) => void) => Promise<void>) {
  const found = await findBrowser();
  if ('missing' in found) throw new Error(found.missing);
  using copy = new RepositoryCopy();
  const [port = 0] = await freePorts(1);
  const server = spawn(process.execPath, ['--conditions=source', 'dev-server.ts'], {
    cwd: join(copy.root, 'services/powder'),
    env: { ...copy.environment(), GNAR_POWDER_PORT: String(port) },
    stdio: 'ignore',
  });
  const ended = once(server, 'exit');
  const browser = await chromium.launch({ executablePath: found.executablePath, args: [...found.args] });
  try {
    const page = await browser.newPage();
    await until(() => page.goto(`http://127.0.0.1:${port}/login`));
    await work(page, (from, to) => {
      const path = join(copy.root, loginPage);
      const source = readFileSync(path, 'utf8');
      expect(source).toContain(from);
      writeFileSync(path, source.replace(from, to));
    });
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await ended;
  }
}

/** Tries until it succeeds, for a minute. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(200);
    }
  }
}

describe('saving a component while npm start runs', () => {
  it('shows the change in the open page and keeps what was typed into its form', async () => {
    await withLogInPage(async (page, edit) => {
      const email = page.locator('input[name=email]');
      await email.fill('ada@example.com', { timeout: 60_000 });
      await page.evaluate(() => Object.assign(globalThis, { stillHere: true }));
      edit("<SubmitButton>{t('login.submit')}</SubmitButton>", '<SubmitButton>Let me in</SubmitButton>');
      await page.getByRole('button', { name: 'Let me in' }).waitFor({ timeout: 60_000 });
      expect(await email.inputValue()).toBe('ada@example.com');
      expect(await page.evaluate(() => 'stillHere' in globalThis)).toBe(true);
    });
  }, 240_000);
});
