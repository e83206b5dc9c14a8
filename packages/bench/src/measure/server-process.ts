import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { stopChild } from '@gnar/lodge/stop-child';
import { cpuMsOf } from './cores.ts';

const READY_TIMEOUT_MS = 60_000;
/** Longer than the services' own grace. */
const STOP_TIMEOUT_MS = 30_000;
/** Waits for a line; when its input closes without one, we are gone, and it ends the server. */
const guardScript = 'read -r _ || kill -KILL "$1" 2>/dev/null';

export interface ServerCommand {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly port: number;
  readonly cwd?: string;
}

/** A server in a process of its own, as in production; what it prints goes nowhere, what it complains of is shown. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #guard: ChildProcess;
  readonly port: number;
  /** From the spawn until a connection was accepted. */
  readonly startMs: number;
  /** CPU time of the start. */
  readonly startCpuMs: number;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.#child = child;
    this.#guard = spawn('sh', ['-c', guardScript, 'sh', String(child.pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#guard.stdin?.on('error', () => undefined);
    this.port = port;
    this.startMs = startMs;
    this.startCpuMs = this.cpuMs;
  }

  /** Resolves when the port accepts connections. @throws when it does not within a minute, or the server ends */
  static async start({ words, environment, port, cwd }: ServerCommand): Promise<ServerProcess> {
    const [command = '', ...args] = words;
    const startedAt = performance.now();
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    let end: string | undefined;
    child.on('error', ({ message }) => (end ??= message));
    child.on('exit', (code, signal) => (end ??= `it ended with ${signal ?? String(code)}`));
    while (performance.now() - startedAt < READY_TIMEOUT_MS && end === undefined) {
      if (await accepts(port)) return new ServerProcess(child, port, performance.now() - startedAt);
      await sleep(1);
    }
    child.kill('SIGKILL');
    throw new Error(`${words.join(' ')} does not listen on port ${port}: ${end ?? 'a minute is over'}`);
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
    this.#guard.stdin?.end('stopped\n');
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
