import { spawn } from 'node:child_process';
import { root } from '../root.ts';

export interface ProgramOptions {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the repository. */
  readonly cwd?: string;
  readonly input?: string;
  /** Returns what it printed in place of showing it. */
  readonly quiet?: boolean;
}

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a shell: an argument stays one argument, whatever is in it. */
export async function tryProgram(
  command: string,
  args: readonly string[],
  { env, cwd = root, input, quiet = false }: ProgramOptions = {},
): Promise<ProgramResult> {
  const out = quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', out, out] });
  const printed = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text));
  // A program that ends without reading all of it has said what it thinks by its exit code.
  child.stdin?.on('error', () => undefined).end(input ?? '');
  const code = await new Promise<number>((done, fail) => {
    child.on('error', fail).on('close', (exit) => done(exit ?? 1));
  });
  return { code, ...printed };
}

/** As `tryProgram`, and returns what it printed when `quiet`. @throws Error, with what it said, when it fails */
export async function program(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await tryProgram(command, args, options);
  if (code === 0) return stdout;
  throw new Error(
    `${command} ${args.slice(0, 3).join(' ')} … ended with ${code}\n${stderr || stdout}`.trim(),
  );
}
