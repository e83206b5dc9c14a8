import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../config/process-environment.ts';
import { testEnvironment } from './test-app.ts';
import { until } from './until.ts';

const fixture = fileURLToPath(new URL('./fixture-service.ts', import.meta.url));

interface FixtureProcessOptions {
  /** As `process.argv` of the fixture: production, noDb, name of a trap. */
  args: readonly string[];
  environment?: Record<string, string | undefined>;
  /** Descriptor that becomes its standard output; default: a pipe that is read. */
  stdout?: number;
}

/** The fixture service as a process of its own. */
export class FixtureProcess {
  output = '';
  exitCode: number | null | undefined;
  readonly #child: ChildProcess;

  constructor({ args, environment, stdout }: FixtureProcessOptions) {
    this.#child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', fixture, ...args],
      {
        env: { PATH: processEnvironment()['PATH'], GNAR_PORT: '0', ...testEnvironment(), ...environment },
        stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
      },
    );
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.on('close', (code) => (this.exitCode = code));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#numberOf('port')}`;
  }

  get healthUrl(): string {
    return `http://127.0.0.1:${this.#numberOf('healthPort')}`;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async up(): Promise<this> {
    await until(() => this.output.includes('fixture is up') || this.exitCode !== undefined, 20_000);
    return this;
  }

  async ended(): Promise<number | null | undefined> {
    await until(() => this.exitCode !== undefined, 15_000);
    return this.exitCode;
  }

  #numberOf(name: string): string {
    return new RegExp(`"${name}":(\\d+)`).exec(this.output)?.[1] ?? '';
  }
}
