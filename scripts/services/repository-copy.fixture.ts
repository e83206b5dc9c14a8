import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../root.ts';
import { findRunning } from '../start/running-file.ts';

/** Milliseconds: it compiles the pages, on a machine that others use too. */
const UNTIL_MS = 100_000;

export interface RunningCopy {
  /** By the names of running.json. */
  readonly addresses: Readonly<Record<string, string>>;
  output(): string;
  /** @throws Error with what it has said, when it ends or the time is over before that */
  until(isThere: (output: string) => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** A copy of the repository as it is now, with what is installed here, to be changed by a test. */
export class RepositoryCopy implements Disposable {
  readonly root: string;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'gnar-copy-'));
    // Postgres, started by root, runs as another user.
    chmodSync(folder, 0o755);
    this.root = join(folder, 'repository');
    for (const file of this.#git(root, 'ls-files', '--cached', '--others', '--exclude-standard')) {
      if (!existsSync(join(root, file))) continue;
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      cpSync(join(root, file), join(this.root, file));
    }
    this.#linkInstalled();
    execFileSync('git', ['init', '--quiet'], { cwd: this.root });
    // Links, which the .gitignore of folders does not mean.
    appendFileSync(join(this.root, '.git/info/exclude'), 'node_modules\n');
    this.#commit('copied');
  }

  /** What these packages are compiled to need not be made there again: tsc compares the sources with what it was made of. */
  takeCompiled(...packages: readonly string[]): void {
    for (const name of packages) {
      const built = `packages/${name}/dist`;
      if (existsSync(join(root, built)))
        cpSync(join(root, built), join(this.root, built), { recursive: true });
    }
  }

  /** What has changed since it was copied, by path. */
  changed(): string[] {
    execFileSync('git', ['add', '--all'], { cwd: this.root });
    return this.#git(this.root, 'diff', '--cached', '--name-only', 'HEAD');
  }

  /** What has changed since, as text. */
  difference(): string {
    execFileSync('git', ['add', '--all'], { cwd: this.root });
    return this.#git(this.root, 'diff', '--cached', 'HEAD').join('\n');
  }

  /** The lines that match, each behind its file, but for those below `except`. */
  find(expression: string, except: readonly string[] = []): string[] {
    const excluded = except.map((path) => `:!${path}`);
    const words = ['grep', '-n', '-i', '-P', expression, '--', '.', ...excluded];
    const { status, stdout, stderr } = spawnSync('git', words, { cwd: this.root, encoding: 'utf8' });
    // 1: no line matches.
    if (status !== 0 && status !== 1) throw new Error(`git grep ended with ${status}: ${stderr}`);
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Runs a program of ours, or one that is installed. */
  async run(program: string, ...args: readonly string[]): Promise<{ code: number; output: string }> {
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    const own = program.endsWith('.ts');
    const command = own ? process.execPath : join(this.root, 'node_modules/.bin', program);
    const child = spawn(command, own ? [...flags, program, ...args] : args, {
      cwd: this.root,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [output, errors] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      child.exitCode === null ? once(child, 'close') : undefined,
    ]);
    return { code: child.exitCode ?? 1, output: output + errors };
  }

  environment(): NodeJS.ProcessEnv {
    // Those of jest.
    const ofJest = { NODE_OPTIONS: undefined, NODE_ENV: undefined };
    return {
      ...process.env,
      ...ofJest,
      GNAR_DEV_FREE_PORTS: 'true',
      GNAR_DEV_DATA_DIR: join(dirname(this.root), 'data'),
    };
  }

  /** What `npm start` starts; resolves when it is up. */
  async start(): Promise<RunningCopy> {
    const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning'];
    const tether = ['--require', join(this.root, 'scripts/start/tether.cjs')];
    const child = spawn(process.execPath, [...flags, ...tether, 'scripts/start/main.ts'], {
      cwd: this.root,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    const stop = async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    };
    const until = async (isThere: (output: string) => boolean) => {
      const deadline = Date.now() + UNTIL_MS;
      while (!isThere(output)) {
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`npm start has said only:\n${output}`);
        await sleep(50);
      }
    };
    try {
      await until((said) => said.includes('is up'));
      const running = await findRunning(this.#dataDirectory);
      return { addresses: running?.addresses ?? {}, output: () => output, until, stop };
    } catch (error) {
      await stop();
      throw error;
    }
  }

  get #dataDirectory(): string {
    return join(dirname(this.root), 'data');
  }

  [Symbol.dispose](): void {
    rmSync(dirname(this.root), { recursive: true, force: true, maxRetries: 3 });
  }

  /** Each package by a link, but for our own, which are those of the copy. */
  #linkInstalled(): void {
    const installed = join(this.root, 'node_modules');
    mkdirSync(join(installed, '@gnar'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (name !== '@gnar') symlinkSync(join(root, 'node_modules', name), join(installed, name));
    }
    for (const folder of ['infra', 'k8s']) {
      const own = join(root, folder, 'node_modules');
      if (existsSync(own)) symlinkSync(own, join(this.root, folder, 'node_modules'));
    }
    for (const folder of ['packages', 'services']) {
      for (const name of readdirSync(join(this.root, folder))) {
        symlinkSync(join(this.root, folder, name), join(installed, '@gnar', name));
        const own = join(root, folder, name, 'node_modules');
        if (existsSync(own)) symlinkSync(own, join(this.root, folder, name, 'node_modules'));
      }
    }
  }

  #commit(message: string): void {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
    execFileSync('git', ['add', '--all'], { cwd: this.root });
    execFileSync('git', [...identity, 'commit', '--quiet', '--no-verify', '-m', message], { cwd: this.root });
  }

  #git(cwd: string, ...args: readonly string[]): string[] {
    const output = execFileSync('git', ['-c', 'core.quotePath=false', ...args], { cwd, encoding: 'utf8' });
    return output.split('\n').filter((line) => line !== '');
  }
}
