import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopChild } from '@gnar/lodge/stop-child';
import { Watchdog } from '@gnar/lodge/watchdog';
import { cpuMsOf } from './cores.ts';

const READY_TIMEOUT_MS = 60_000;
/** Longer than the services' own grace. */
const STOP_TIMEOUT_MS = 30_000;

export interface ServerCommand {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly port: number;
  readonly cwd?: string;
}

/** A server in a process of its own, as in production; its standard output is discarded, its standard error is shown. */
export class ServerProcess {
  readonly #child: ChildProcess;
  /** Ends the server after this process has ended in any way. */
  readonly #watchdog = new Watchdog();
  readonly port: number;
  /** From the spawn until a connection was accepted. */
  readonly startMs: number;
  /** CPU time of the start. */
  readonly startCpuMs: number;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) {
      this.#watchdog.watch(pid);
      child.once('exit', () => this.#watchdog.forget(pid));
    }
    this.port = port;
    this.startMs = startMs;
    this.startCpuMs = this.cpuMs;
  }

  /** Resolves when the port accepts connections. @throws when it does not within a minute, or the server ends */
  static async start({ argv, environment, port, cwd }: ServerCommand): Promise<ServerProcess> {
    const [command = '', ...args] = argv;
    const startedAt = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
      // A group of its own, which is what a watchdog ends.
      detached: true,
    });
    let end: string | undefined;
    child.on('error', ({ message }) => (end ??= message));
    child.on('exit', (code, signal) => (end ??= `it ended with ${signal ?? String(code)}`));
    while (performance.now() - startedAt < READY_TIMEOUT_MS && end === undefined) {
      if (await accepts(port)) return new ServerProcess(child, port, performance.now() - startedAt);
      await sleep(1);
    }
    child.kill('SIGKILL');
    throw new Error(
      `${argv.join(' ')} does not listen on port ${port}: ${end ?? 'timed out after a minute'}`,
    );
  }

  /** Milliseconds of CPU time so far. */
  get cpuMs(): number {
    return cpuMsOf(this.#read('stat'));
  }

  /** Resident memory, MB. */
  get rssMb(): number {
    return (Number(/VmRSS:\s+(\d+) kB/.exec(this.#read('status'))?.[1]) * 1024) / 1e6;
  }

  async stop(): Promise<void> {
    await stopChild(this.#child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS);
    await this.#watchdog.end();
  }

  #read(file: 'stat' | 'status'): string {
    return readFileSync(`/proc/${this.#child.pid ?? 'self'}/${file}`, 'utf8');
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
