import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program left behind. `code` is its exit code; 128 and more when a signal ended it. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /**
   * What the program reads from its standard input; `file:///dev/stdin` names it to programs that want a file.
   * Use it for secrets: every user of the machine can read arguments.
   */
  readonly input?: string;
  /** Working directory; ours when absent. */
  readonly cwd?: string;
  /** Added to the environment that the program inherits. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program talks to the terminal itself; `stdout` and `stderr` of the result stay empty. */
  readonly inherit?: boolean;
}

/** The one way from the commands to the outside. Tests give a recorded one. */
export type Run = (command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>;

/** The program is not installed or not in PATH. */
export class CommandMissing extends Error {
  override readonly name = 'CommandMissing';
  readonly command: string;

  constructor(command: string) {
    super(`The program "${command}" was not found in PATH. Install it and try again.`);
    this.command = command;
  }
}

const SIGNAL_EXIT_CODE = 128;

/**
 * Runs a program, never through a shell, so that no argument is read as syntax.
 * A program that fails resolves with its code; only a missing one rejects.
 * @throws CommandMissing when there is no such program
 */
export const run: Run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const input = options.input === undefined ? undefined : namelessFile(options.input);
    const output = options.inherit === true ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      shell: false,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      // eslint-disable-next-line no-restricted-properties -- nothing is read: the program inherits all of it.
      env: { ...process.env, ...options.env },
      stdio: [input ?? (options.inherit === true ? 'inherit' : 'ignore'), output, output],
    });
    if (input !== undefined) closeSync(input);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new CommandMissing(command) : error);
    });
    child.on('close', (code) => {
      resolve({ code: code ?? SIGNAL_EXIT_CODE, stdout: text(stdout), stderr: text(stderr) });
    });
  });

/**
 * A file that has lost its name before anything is written to it, in memory where the system has such a place.
 * Not a pipe: Node's pipes are sockets, which /dev/stdin cannot be opened on.
 */
function namelessFile(content: string): number {
  const memory = '/dev/shm';
  const path = join(existsSync(memory) ? memory : tmpdir(), `gnar-${randomUUID()}`);
  const descriptor = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  // At a position: the offset, from which the program reads, stays at the beginning.
  writeSync(descriptor, content, 0);
  return descriptor;
}

const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
