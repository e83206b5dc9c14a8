import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FoundProgram } from '@gnar/lodge/debian';
import { TiedProcess } from './tied-process.ts';

const START_LIMIT_MS = 10_000;
const POLL_MS = 10;

const run = promisify(execFile);

/** A real nginx with a folder of its own, where everything it writes lies. */
export class Nginx {
  readonly #program: FoundProgram;
  readonly #folder: string;
  #process: TiedProcess | undefined;

  constructor(program: FoundProgram, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** Starts it with these contents of its `http` block. @throws with its own words when it refuses them */
  async start(http: string): Promise<void> {
    await this.#write(http);
    await run(this.#program.path, [...this.#args(), '-t'], { env: this.#env() });
    this.#process = new TiedProcess([this.#program.path, ...this.#args()], this.#env());
    const deadline = Date.now() + START_LIMIT_MS;
    while ((await this.#pid()) === undefined) {
      if (this.#process.hasEnded || Date.now() > deadline) throw new Error(await this.errors());
      await sleep(POLL_MS);
    }
  }

  /** Hands in another configuration, as a controller does: new workers serve it, old ones end their requests. */
  async reload(http: string): Promise<void> {
    await this.#write(http);
    await run(this.#program.path, [...this.#args(), '-t'], { env: this.#env() });
    const pid = await this.#pid();
    if (pid === undefined) throw new Error('nginx is not there to be reloaded');
    process.kill(pid, 'SIGHUP');
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
  }

  /** What it complained about. */
  errors(): Promise<string> {
    return readFile(join(this.#folder, 'error.log'), 'utf8').catch(() => 'nginx did not start');
  }

  async #write(http: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${join(this.#folder, name)};`)
      .join(' ');
    // Started by root, its workers would run as a user who may not read the folder.
    const user = process.getuid?.() === 0 ? 'user root root;' : '';
    await writeFile(
      join(this.#folder, 'nginx.conf'),
      `${user}
daemon off;
worker_processes 2;
pid ${join(this.#folder, 'nginx.pid')};
error_log ${join(this.#folder, 'error.log')} warn;
events { worker_connections 512; }
http { access_log off; server_tokens off; ${temporary}
${http}
}
`,
    );
  }

  #args(): string[] {
    return [
      '-p',
      this.#folder,
      '-c',
      join(this.#folder, 'nginx.conf'),
      '-e',
      join(this.#folder, 'error.log'),
    ];
  }

  #env(): NodeJS.ProcessEnv {
    return { PATH: process.env['PATH'], ...this.#program.env };
  }

  async #pid(): Promise<number | undefined> {
    const text = await readFile(join(this.#folder, 'nginx.pid'), 'utf8').catch(() => '');
    return Number(text) || undefined;
  }
}
