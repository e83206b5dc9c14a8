import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { stage } from '../environment.ts';
import { findBrowser } from './find-browser.ts';
import { fetchedChromium, launcherIn, npmChromium } from './npm-chromium.ts';

const noNpm = { file: process.execPath, leadingArguments: ['--eval', 'process.exit(1)'] };

describe('findBrowser', () => {
  const executablePath = stage().browser?.executablePath;

  (executablePath === undefined ? it.skip : it)('returns the browser that GNAR_BROWSER names', async () => {
    const found = await findBrowser({ browser: executablePath, path: '', npm: noNpm });
    expect(found).toMatchObject({ executablePath, source: 'GNAR_BROWSER' });
  });

  it('says what to correct when GNAR_BROWSER names no browser', async () => {
    const found = await findBrowser({ browser: process.execPath + '-nowhere', path: '', npm: noNpm });
    expect(found).toEqual({ missing: expect.stringMatching(/GNAR_BROWSER names .*-nowhere.*: correct it/) });
  });

  it('says why npm has none, and leaves no partial download', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gnar-e2e-browser-'));
    expect(await npmChromium(folder, noNpm)).toEqual({
      missing: expect.stringMatching(/could not be installed|no Chromium on npm/),
    });
    expect(await readdir(folder)).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('does not accept a browser from npm that does not start', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gnar-e2e-browser-'));
    expect(await fetchedChromium(folder)).toBeUndefined();
    const launcher = launcherIn(folder);
    await mkdir(dirname(launcher), { recursive: true });
    await writeFile(launcher, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await fetchedChromium(folder)).toBeUndefined();
    await writeFile(launcher, '#!/bin/sh\necho Chromium 153.0.0\n');
    expect(await fetchedChromium(folder)).toBe(launcher);
    await rm(folder, { recursive: true });
  });
});
