import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { screenshotFolder } from './browser/screenshots.ts';

/** `npm run e2e [-- <jest's arguments>]`: walks through the whole system in a real browser. */
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const config = fileURLToPath(new URL('../jest.config.mjs', import.meta.url));

const run = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--conditions=source',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--config',
    config,
    '--runInBand',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
await once(run, 'exit');
process.stdout.write(`\nScreenshots: ${screenshotFolder}\n`);
process.exitCode = run.exitCode ?? 1;
