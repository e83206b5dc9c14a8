import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { product } from '@gnar/contract/product';
import { childEnvironment } from '../environment.ts';
import { familyOf } from './process-table.ts';
import { readRunning, type Running } from './running-file.ts';

export interface SystemOptions {
  /** Absent: a folder of its own in the temporary folder, removed when the system stops. */
  readonly dataDirectory?: string;
  /** GNAR_* settings on top of what `npm start` sets. */
  readonly settings?: Readonly<Record<string, string>>;
  /** GNAR_DEV_*_PORT values; what is not named gets a free port. */
  readonly ports?: Readonly<Record<string, string>>;
}

export interface System {
  readonly dataDirectory: string;
  readonly running: Running;
  /** Ids of every process it consists of now. */
  processes(): number[];
  /** Everything it printed so far. */
  output(): string;
  /** Ends it as a terminal or an operator would. @returns its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT'): Promise<number | null>;
}

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const START_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/** Starts what `npm start` starts, on free ports and with data of its own; resolves when it says that it is up. */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  const dataDirectory = options.dataDirectory ?? (await temporaryFolder());
  const logPath = join(dataDirectory, 'start.log');
  const output = (): string => readFileSync(logPath, 'utf8');
  const child = spawnStart(logPath, {
    GNAR_DEV_FREE_PORTS: 'true',
    ...options.ports,
    ...options.settings,
    GNAR_DEV_DATA_DIR: dataDirectory,
  });
  const cleanUp = async () => {
    if (options.dataDirectory === undefined) await rm(dataDirectory, { recursive: true, force: true });
  };
  const running = await untilUp(child, dataDirectory, output).catch(async (error: unknown) => {
    await end(child, 'SIGTERM');
    await cleanUp();
    throw error;
  });
  return {
    dataDirectory,
    running,
    processes: () => [
      ...new Set([...familyOf(running.pid), ...Object.values(readRunning(dataDirectory).processes)]),
    ],
    output,
    stop: async (signal = 'SIGTERM') => {
      const code = await end(child, signal);
      await cleanUp();
      return code;
    },
  };
}

/** Readable by others: Postgres, started by root, runs as another user. */
async function temporaryFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-e2e-'));
  await chmod(folder, 0o755);
  return folder;
}

/** Tied to us: when the tests are killed, the system ends as well. */
function spawnStart(logPath: string, settings: Readonly<Record<string, string>>): ChildProcess {
  const log = openSync(logPath, 'w');
  const tether = join(root, 'scripts', 'start', 'tether.cjs');
  const start = join(root, 'scripts', 'start', 'main.ts');
  const child = spawn(process.execPath, ['--conditions=source', '--require', tether, start], {
    cwd: root,
    env: { ...childEnvironment(), ...settings },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

async function untilUp(child: ChildProcess, dataDirectory: string, output: () => string): Promise<Running> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!output().includes(`${product.fullName} is up`)) {
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (ended || Date.now() > deadline) {
      throw new Error(`npm start ${ended ? 'ended' : 'is not up after 120 s'}:\n${output()}`);
    }
    await sleep(POLL_MS);
  }
  return readRunning(dataDirectory);
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGINT'): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}
