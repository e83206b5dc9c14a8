import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { debianProgram } from './debian-program.ts';
import { fetchPackage } from './fetch-package.ts';

jest.setTimeout(100_000);

const run = promisify(execFile);
const systemPath = process.env['PATH'];
/** What is installed here would be taken before anything is fetched. */
const nginx = await debianProgram('nginx');
const fetched = 'path' in nginx && nginx.path.includes('.gnar');
const itWhereFetched = fetched ? it : it.skip;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lodge-debian-'));
});

afterEach(async () => {
  process.env['PATH'] = systemPath;
  await rm(folder, { recursive: true, force: true });
});

async function putProgram(name: string, script: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

describe('a program from Debian', () => {
  it('is the one on the PATH when there is one', async () => {
    await putProgram('promtool', 'echo "promtool, version 9.8.7+ds"');
    process.env['PATH'] = `${folder}:${systemPath ?? ''}`;

    const found = await debianProgram('promtool', join(folder, 'store'));

    expect(found).toEqual({ path: join(folder, 'promtool'), version: '9.8.7' });
    expect(await readdir(folder)).toEqual(['promtool']);
  });

  it('is told missing, with what to install, where nothing is made of Debian', async () => {
    process.env['PATH'] = folder;

    expect(await debianProgram('promtool', join(folder, 'store'))).toEqual({
      missing:
        "promtool is not on the PATH, and Debian's package could not be had: " +
        'this is no Debian, nor made of it. Install prometheus.',
    });
  });

  it('is told missing in the words of the archive that cannot be reached, and asked for once', async () => {
    await putProgram(
      'apt-get',
      `echo asked >> ${folder}/asked; echo "E: Failed to fetch, no route." >&2; exit 100`,
    );
    await putProgram('dpkg-deb', 'exit 1');
    process.env['PATH'] = `${folder}:/usr/bin:/bin`;
    const store = join(folder, 'store');

    const found = await debianProgram('promtool', store);

    expect(found).toMatchObject({
      missing: expect.stringContaining('could not be had: Failed to fetch, no route.'),
    });
    expect(await debianProgram('promtool', store)).toBe(found);
    // By the system's lists, then by fresh ones.
    expect((await run('cat', [join(folder, 'asked')])).stdout).toBe('asked\nasked\n');
    expect(await readdir(store)).toEqual([]);
  });

  itWhereFetched('is fetched without root by two at once, and both can run it', async () => {
    const store = join(folder, 'store');

    await Promise.all([1, 2].map(() => fetchPackage('nginx', join(store, 'nginx'))));

    expect(await readdir(store)).toEqual(['nginx']);
    const { stderr } = await run(join(store, 'nginx/usr/sbin/nginx'), ['-v']);
    expect(stderr).toContain('nginx version');
    expect(await debianProgram('nginx', store)).toMatchObject({ path: join(store, 'nginx/usr/sbin/nginx') });
  });

  itWhereFetched('that does not run any more is fetched anew', async () => {
    const store = join(folder, 'store');
    await mkdir(join(store, 'nginx/usr/sbin'), { recursive: true });
    await writeFile(join(store, 'nginx/usr/sbin/nginx'), 'not a program');

    expect(await debianProgram('nginx', store)).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  it('brings the libraries that this machine lacks', async () => {
    const redis = await debianProgram('redis-server');
    if ('missing' in redis) {
      expect(redis.missing).toMatch(/Install redis-server\.$/);
      return;
    }
    const { stdout } = await run(redis.path, ['--version'], { env: { ...process.env, ...redis.env } });
    expect(stdout).toContain(redis.version);
  });
});
