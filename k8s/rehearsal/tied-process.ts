import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Waits for the program, and ends it when its own fourth file is closed: we did, or we are gone. A closed terminal sends
 * SIGHUP to all of them, which nginx takes for a reload: then the shell must be there still.
 */
const tie = 'trap "" HUP INT; "$@" & program=$!; { read -r _; kill -TERM $program; } <&3 & wait $program';

/** A program that knows nothing of us and still ends with us, however we end. */
export class TiedProcess {
  readonly #shell: ChildProcess;

  /** @param log the number of an open file that takes what it prints. */
  constructor(command: readonly string[], env: NodeJS.ProcessEnv, log: number | 'ignore' = 'ignore') {
    this.#shell = spawn('sh', ['-c', tie, 'sh', ...command], { env, stdio: ['ignore', log, log, 'pipe'] });
  }

  get hasEnded(): boolean {
    return this.#shell.exitCode !== null || this.#shell.signalCode !== null;
  }

  async stop(): Promise<void> {
    const ended = this.hasEnded ? undefined : once(this.#shell, 'exit');
    this.#shell.stdio[3]?.destroy();
    await ended;
  }
}
