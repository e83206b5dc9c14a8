import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Layer } from './layer.ts';

export interface Container {
  /** What it has printed. */
  output(): string;
  /** Milliseconds it took to end by itself after the signal. @throws when it had to be killed. */
  stop(signal?: NodeJS.Signals, limitMs?: number): Promise<number>;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  /** Removes its output. */
  forget(): void;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Instead of the image's CMD. */
  readonly command?: readonly string[];
}

/**
 * Starts what ENTRYPOINT and CMD say, in the folder that stands for WORKDIR, with the image's environment and nothing of
 * ours: absolute paths of the image are those below its root, and its node is the one that runs this.
 */
export function startContainer(image: Readonly<Layer>, options: StartOptions = {}): Container {
  const words = [...image.entrypoint, ...(options.command ?? image.command)];
  return startProcess(
    words.map((word) => placed(word, image)),
    { ...placedAll(image.environment, image), ...options.environment },
    join(image.root, image.workdir),
  );
}

function placed(word: string, { root }: Readonly<Layer>): string {
  if (word === '/usr/local/bin/node') return process.execPath;
  return word.startsWith('/app') ? join(root, word) : word;
}

function placedAll(values: Readonly<Record<string, string>>, image: Readonly<Layer>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, placed(value, image)]));
}

/** Starts a program whose output goes to a file, which it may open anew as /dev/stdout. */
export function startProcess(
  [program = '', ...words]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  cwd?: string,
): Container {
  const logFolder = mkdtempSync(join(tmpdir(), 'gnar-output-'));
  const logFile = join(logFolder, 'output.log');
  const log = openSync(logFile, 'a');
  const child = spawn(program, words, { cwd, env: environment, stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('exit', resolve).on('error', reject),
  );
  return {
    output: () => readFileSync(logFile, 'utf8'),
    ended,
    stop: (signal = 'SIGTERM', limitMs = 25_000) => stopChild(child, ended, signal, limitMs),
    forget: () => rmSync(logFolder, { recursive: true, force: true }),
  };
}

async function stopChild(
  child: ChildProcess,
  ended: Promise<unknown>,
  signal: NodeJS.Signals,
  limitMs: number,
): Promise<number> {
  const began = performance.now();
  child.kill(signal);
  const over = new AbortController();
  const inTime = await Promise.race([
    ended.then(() => true),
    delay(limitMs, false, { signal: over.signal }).catch(() => true),
  ]);
  over.abort();
  if (inTime) return performance.now() - began;
  child.kill('SIGKILL');
  await ended;
  throw new Error(`It did not end within ${limitMs} ms of ${signal}.`);
}
