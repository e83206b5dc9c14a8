import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Rehearsal } from './rehearsal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const nothing = fileURLToPath(new URL('nothing.mjs', import.meta.url));
/** A browser is 70 MB, and fetched once. */
const FIND_LIMIT_MS = 180_000;
const WALK_LIMIT_MS = 150_000;

const browserSchema = z.union([
  z.object({ executablePath: z.string(), args: z.array(z.string()) }),
  z.object({ missing: z.string() }),
]);

export type FoundBrowser = z.infer<typeof browserSchema>;

const run = promisify(execFile);

/** The browser that the walks of packages/e2e would take, fetched when need be; or why there is none. */
export async function findBrowser(): Promise<FoundBrowser> {
  const ask = `import { findBrowser } from './packages/e2e/src/browser/find-browser.ts';
    console.log(JSON.stringify(await findBrowser()));`;
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
  try {
    const { stdout } = await run(
      process.execPath,
      [...flags, '--input-type=module-typescript', '--eval', ask],
      { cwd: root, timeout: FIND_LIMIT_MS, env: { ...process.env, NODE_OPTIONS: '' } },
    );
    return browserSchema.parse(JSON.parse(stdout));
  } catch (error) {
    return { missing: `no browser was found: ${String(error).split('\n')[0] ?? ''}` };
  }
}

/**
 * Runs one of the walks of packages/e2e on the rehearsal instead of on `npm start`: the browser looks up the product's
 * host and finds nginx, with its TLS. @returns jest's output @throws with it when the walk fails
 */
export async function walkInBrowser(
  { parts }: Rehearsal,
  browser: Extract<FoundBrowser, { executablePath: string }>,
  { folder, walk, looking }: { folder: string; walk: string; looking: string },
): Promise<string> {
  const { host, edge, lodge } = parts;
  const origin = `https://${host}`;
  const addresses = {
    powder: origin,
    piste: `http://127.0.0.1:${parts.pistes[0]?.port ?? 0}`,
    inbox: lodge.ses.endpoint,
  };
  await writeFile(
    join(folder, 'running.json'),
    JSON.stringify({ pid: process.pid, addresses, processes: {} }),
  );
  const map = `--host-resolver-rules=MAP ${host}:443 127.0.0.1:${edge.ports.https}`;
  const stage = {
    dataDirectory: folder,
    browser: { ...browser, args: [...browser.args, map, '--ignore-certificate-errors'] },
  };
  const jest = ['node_modules/jest/bin/jest.js', '--config', 'packages/e2e/jest.config.mjs', '--runInBand'];
  const setUp = [`--globalSetup=${nothing}`, `--globalTeardown=${nothing}`];
  const { stdout, stderr } = await run(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--conditions=source',
      ...jest,
      ...setUp,
      walk,
      '--testNamePattern',
      looking,
    ],
    {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], GNAR_E2E_STAGE: JSON.stringify(stage) },
      timeout: WALK_LIMIT_MS,
    },
  );
  return stdout + stderr;
}
