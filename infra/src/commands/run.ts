import { spawn } from 'node:child_process';

/** What a program left behind. `code` is its exit code; 128 and more when a signal ended it. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Written to the program's standard input, which is then closed. The way for secrets: argv is public. */
  readonly input?: string;
  /** Working directory; ours when absent. */
  readonly cwd?: string;
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
    const child = spawn(command, args, {
      shell: false,
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      stdio:
        options.inherit === true
          ? [options.input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit']
          : 'pipe',
    });
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
    // A program that ends before it read everything breaks the pipe: its exit code tells the story.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });

const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
