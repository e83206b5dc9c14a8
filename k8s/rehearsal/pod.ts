import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '@gnar/lodge/ports';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Ends a process whose starter is gone. */
const tether = fileURLToPath(new URL('../../scripts/start/tether.cjs', import.meta.url));

const START_LIMIT_MS = 40_000;
const POLL_MS = 50;

export interface PodOptions {
  /** Its name in services.ts. */
  service: string;
  env: Readonly<Record<string, string>>;
}

/** A service as a process, with an environment like a container's: nothing but what it is given. */
export class Pod {
  readonly service: string;
  readonly port: number;
  readonly healthPort: number;
  readonly #child: ChildProcess;
  #output = '';

  private constructor({ service, env }: PodOptions, port: number, healthPort: number) {
    this.service = service;
    this.port = port;
    this.healthPort = healthPort;
    const args = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--require', tether];
    this.#child = spawn(process.execPath, [...args, `services/${service}/src/main.ts`], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        GNAR_PRODUCTION: 'true',
        ...env,
        GNAR_PORT: `${port}`,
        GNAR_HEALTH_PORT: `${healthPort}`,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    }
  }

  /** Starts it; whether it is ready is for the kubelet to ask. */
  static async start(options: PodOptions): Promise<Pod> {
    const [port = 0, healthPort = 0] = await freePorts(2);
    return new Pod(options, port, healthPort);
  }

  /** What its readiness probe says. */
  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`http://127.0.0.1:${this.healthPort}/readyz`, {
        signal: AbortSignal.timeout(2_000),
      });
      await answer.text();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** @throws with its output when it ends or is not ready in time */
  async untilReady(): Promise<this> {
    const deadline = Date.now() + START_LIMIT_MS;
    while (!(await this.isReady())) {
      if (this.hasEnded || Date.now() > deadline)
        throw new Error(`${this.service} is not up:\n${this.#output}`);
      await sleep(POLL_MS);
    }
    return this;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** How many requests it has answered with that status, by its log. */
  answered(status: number): number {
    return this.#output.split('\n').filter((line) => line.includes(`"status":${status},`)).length;
  }

  /** Ends it without asking: when a rehearsal is over its pods are not waited for. */
  async kill(): Promise<void> {
    await this.terminate(0);
  }

  /** SIGTERM, as the kubelet sends it. @returns the exit code, and null when the grace was over and it was killed */
  async terminate(graceSeconds: number): Promise<{ code: number | null; seconds: number }> {
    const since = Date.now();
    if (!this.hasEnded) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      const killer = setTimeout(() => this.#child.kill('SIGKILL'), graceSeconds * 1000);
      await ended;
      clearTimeout(killer);
    }
    return { code: this.#child.exitCode, seconds: (Date.now() - since) / 1000 };
  }
}
