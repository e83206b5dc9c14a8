import { spawn } from 'node:child_process';
import { root } from './root.ts';

export interface CommandResult {
  readonly ok: boolean;
  readonly timedOut: boolean;
  /** What it printed, when that was not shown already. */
  readonly output: string;
}

/** What the tools need to run our ES modules from their sources. */
const nodeOptions = '--experimental-vm-modules --conditions=source --disable-warning=ExperimentalWarning';

/** The exit code of a program that was stopped by Ctrl-C, as shells report it. */
const INTERRUPTED = 130;

/**
 * Runs a tool from node_modules to its end.
 *
 * @param options.limitMs after this long the tool, and whatever it started, is ended.
 * @param options.show whether the output goes straight to the screen; otherwise it is returned.
 */
export async function runCommand(
  [command, ...args]: readonly [string, ...string[]],
  options: { readonly limitMs: number; readonly show: boolean },
): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: nodeOptions, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    detached: true,
  });
  const endGroup = (signal: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, signal);
  };
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  let timedOut = false;
  const limit = setTimeout(() => {
    timedOut = true;
    endGroup('SIGKILL');
  }, options.limitMs);
  const interruption = new AbortController();
  const onSignal = () => {
    interruption.abort();
    endGroup('SIGTERM');
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const code = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  clearTimeout(limit);
  // Who stops one tool wants none of those that would follow.
  if (interruption.signal.aborted) process.exit(INTERRUPTED);
  return { ok: code === 0 && !timedOut, timedOut, output: chunks.join('').trim() };
}
