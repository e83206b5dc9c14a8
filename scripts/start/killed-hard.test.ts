import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { product } from '@gnar/contract/product';
import { killProcessesOf, processesOf, processTable } from '../processes-of.fixture.ts';
import { root } from '../root.ts';
import { findRunning } from './running-file.ts';

const START_MS = 240_000;
/** What is left may need this long to stop in good order. */
const GONE_MS = 10_000;

describe('npm start, killed with SIGKILL', () => {
  /** Of data and of temporary files: every process names it in its command line or environment, or descends from one. */
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gnar-killed-'));
    // Postgres, started by root, runs as another user.
    chmodSync(folder, 0o755);
  });
  afterEach(() => killProcessesOf(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const family = () => processesOf(folder);

  function start() {
    const path = join(folder, 'start.log');
    const log = openSync(path, 'w');
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: {
        ...process.env,
        // Those of jest.
        NODE_OPTIONS: undefined,
        NODE_ENV: undefined,
        GNAR_DEV_FREE_PORTS: 'true',
        GNAR_DEV_DATA_DIR: folder,
        TMPDIR: folder,
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    const output = () => readFileSync(path, 'utf8');
    const bootstrap = () => family().find(({ text }) => /^\S*node scripts\/bootstrap\.mjs/.test(text));
    return {
      npm,
      output,
      pids: {
        npm: () => npm.pid,
        'the shell of npm': () => bootstrap()?.parent,
        bootstrap: () => bootstrap()?.pid,
        'its system': () => family().find(({ parent }) => parent === bootstrap()?.pid)?.pid,
      },
    };
  }
  type Start = ReturnType<typeof start>;

  const moments = {
    'as soon as it runs': ({ pids }: Start) => pids.bootstrap() !== undefined,
    'while Postgres is made': () => family().some(({ text }) => text.includes('postgres-keeper')),
    'while its services start': ({ output }: Start) => output().includes('migrations'),
    'under a request': ({ output }: Start) => output().includes(`${product.fullName} is up`),
  };

  async function until(moment: keyof typeof moments, run: Start): Promise<void> {
    const deadline = Date.now() + START_MS;
    while (!moments[moment](run)) {
      if (run.npm.exitCode !== null || Date.now() > deadline) throw new Error(run.output());
      await sleep(20);
    }
  }

  /** To piste, whose body stays half sent. */
  async function holdRequest(): Promise<void> {
    const running = await findRunning(folder);
    const piste = new URL(running?.addresses['piste'] ?? '');
    const socket = connect(Number(piste.port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write('POST /user/log-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n');
    socket.write('Content-Length: 1000\r\n\r\n{"email":');
  }

  async function leftAfter(kill: () => void): Promise<string[]> {
    const before = new Set(family().map(({ pid }) => pid));
    kill();
    const left = () => [
      ...processTable().filter(({ pid }) => before.has(pid)),
      ...family().filter(({ pid }) => !before.has(pid)),
    ];
    const deadline = Date.now() + GONE_MS;
    while (left().length > 0 && Date.now() < deadline) await sleep(100);
    return left().map(({ text }) => text.slice(0, 120));
  }

  // Each start finds the data folder as the kill before it left it.
  it.each([
    ['the shell of npm', 'as soon as it runs'],
    ['npm', 'as soon as it runs'],
    ['bootstrap', 'while Postgres is made'],
    ['its system', 'while its services start'],
    ['npm', 'under a request'],
    ['its system', 'under a request'],
    ['bootstrap', 'under a request'],
  ] as const)(
    '(%s, %s) starts after the kill before, and leaves no process after 10 s',
    async (victim, moment) => {
      const run = start();
      await until(moment, run);
      if (moment === 'under a request') await holdRequest();
      const pid = run.pids[victim]();
      expect([victim, pid]).toEqual([victim, expect.any(Number)]);
      const left = await leftAfter(() => process.kill(pid!, 'SIGKILL'));
      expect(left).toEqual([]);
    },
    START_MS + 60_000,
  );
});
