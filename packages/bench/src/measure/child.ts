import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_TIMEOUT_MS = 20_000;

/** A server in a process of its own, as in production; its output goes nowhere. */
export class ServerProcess {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when `readyUrl` answers anything at all. */
  static async start(
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    readyUrl: string,
  ): Promise<ServerProcess> {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', ...args],
      {
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline && child.exitCode === null) {
      if (
        await fetch(readyUrl).then(
          () => true,
          () => false,
        )
      )
        return new ServerProcess(child);
      await sleep(100);
    }
    child.kill('SIGKILL');
    throw new Error(`${args[0] ?? 'The server'} did not start`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#child.once('exit', done));
    this.#child.kill('SIGTERM');
    await ended;
  }
}
