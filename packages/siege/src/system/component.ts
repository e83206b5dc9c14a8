import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Watchdog } from '@gnar/lodge/watchdog';

/** One part of the product that starts and stops separately, on its own port. */
export interface Component {
  /** Of its first process; undefined while it is down. */
  readonly pid: number | undefined;
  /** Resolves when it answers. Does nothing when it is up. */
  start(): Promise<void>;
  /** Resolves when it is gone. @throws when it does not end by itself after a signal that asks */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGQUIT'): Promise<void>;
  /** Everything that it has printed, across its restarts. */
  output(): string;
}

export interface ProgramPlan {
  readonly name: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly logFile: string;
  /** Whether the program is up. */
  readonly isUp: () => Promise<boolean>;
}

const START_LIMIT_MS = 60_000;
/** Longer than the services' own grace. */
const STOP_LIMIT_MS = 30_000;

/** A program in a process group of its own: killed hard, its workers go with it, as a pod's do. */
export class Program implements Component {
  readonly #plan: ProgramPlan;
  readonly #watchdog: Watchdog;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  constructor(plan: ProgramPlan, watchdog: Watchdog) {
    this.#plan = plan;
    this.#watchdog = watchdog;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    if (this.#child) return;
    const { argv, environment, cwd, logFile, name } = this.#plan;
    const [program = '', ...rest] = argv;
    const log = openSync(logFile, 'a');
    const child = spawn(program, rest, {
      ...{ cwd, env: environment, stdio: ['ignore', log, log], detached: true },
    });
    closeSync(log);
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      const gone = () => {
        this.#child = undefined;
        if (child.pid !== undefined) this.#watchdog.forget(child.pid);
        resolve();
      };
      child.on('exit', gone).on('error', gone);
    });
    if (child.pid !== undefined) this.#watchdog.watch(child.pid);
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.#plan.isUp())) {
      if (this.#child !== child) throw new Error(`${name} exited during its start:\n${this.#tail()}`);
      if (Date.now() > deadline) throw new Error(`${name} is not responding:\n${this.#tail()}`);
      await delay(50);
    }
  }

  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGQUIT'): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    if (signal === 'SIGKILL') process.kill(-child.pid, signal);
    else child.kill(signal);
    const over = new AbortController();
    const late = delay(STOP_LIMIT_MS, true, { signal: over.signal }).catch(() => false);
    const isLate = await Promise.race([this.#ended.then(() => false), late]);
    over.abort();
    if (!isLate) return;
    process.kill(-child.pid, 'SIGKILL');
    await this.#ended;
    throw new Error(`${this.#plan.name} did not end within ${STOP_LIMIT_MS} ms of ${signal}`);
  }

  output(): string {
    return readFileSync(this.#plan.logFile, 'utf8');
  }

  #tail(): string {
    return this.output().slice(-4000);
  }
}

/** Whether a URL answers with a success. */
export async function answersWell(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
