import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
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
/** Where it is installed it is never fetched. */
const itUnlessInstalled = existsSync('/usr/bin/promtool') ? it.skip : it;

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

/** An archive with one program and its library; apt-get's own lists are out of date at first. */
async function putArchive(): Promise<void> {
  await putProgram(
    'apt-get',
    `case "$*" in
      *simulate*) printf 'Inst fonts (1 Debian [all])\\nInst liba (1 Debian [amd64])\\nInst prometheus (2 Debian [amd64])\\n' ;;
      *Lists*download\\ prometheus\\ liba) touch prometheus.deb liba.deb ;;
      *Lists*update) ;;
      *) exit 100 ;;
    esac`,
  );
  await putProgram(
    'dpkg-deb',
    `case "$2" in
      *liba.deb) mkdir -p "$3/usr/lib/x86_64-linux-gnu"; touch "$3/usr/lib/x86_64-linux-gnu/liba.so.1" ;;
      *) mkdir -p "$3/usr/bin"
         printf '#!/bin/sh\\necho promtool 1.2.3\\n' > "$3/usr/bin/promtool"
         chmod +x "$3/usr/bin/promtool" ;;
    esac`,
  );
  process.env['PATH'] = `${folder}:/usr/bin:/bin`;
}

describe('debianProgram', () => {
  it('returns the program on the PATH when there is one', async () => {
    await putProgram('promtool', 'echo "promtool, version 9.8.7+ds"');
    process.env['PATH'] = `${folder}:${systemPath ?? ''}`;

    const found = await debianProgram('promtool', join(folder, 'store'));

    expect(found).toEqual({ path: join(folder, 'promtool'), version: '9.8.7' });
    expect(await readdir(folder)).toEqual(['promtool']);
  });

  it('says what to install on a system without apt', async () => {
    process.env['PATH'] = folder;

    expect(await debianProgram('promtool', join(folder, 'store'))).toEqual({
      missing:
        "promtool is not on the PATH, and Debian's package could not be fetched: " +
        'this is no Debian, nor made of it. Install prometheus.',
    });
  });

  it("reports the unreachable archive's error, and asks only once", async () => {
    await putProgram(
      'apt-get',
      `echo asked >> ${folder}/asked; echo "E: Failed to fetch, no route." >&2; exit 100`,
    );
    await putProgram('dpkg-deb', 'exit 1');
    process.env['PATH'] = `${folder}:/usr/bin:/bin`;
    const store = join(folder, 'store');

    const found = await debianProgram('promtool', store);

    expect(found).toMatchObject({
      missing: expect.stringContaining('could not be fetched: Failed to fetch, no route.'),
    });
    expect(await debianProgram('promtool', store)).toBe(found);
    // By the system's lists, then by fresh ones.
    expect((await run('cat', [join(folder, 'asked')])).stdout).toBe('asked\nasked\n');
    expect(await readdir(store)).toEqual([]);
  });

  it('lets two processes fetch the same program at the same time', async () => {
    await putArchive();
    const store = join(folder, 'store');

    await Promise.all([1, 2].map(() => fetchPackage('prometheus', join(store, 'prometheus'))));

    expect(await readdir(store)).toEqual(['prometheus']);
    expect((await run(join(store, 'prometheus/usr/bin/promtool'))).stdout).toBe('promtool 1.2.3\n');
  });

  itUnlessInstalled('that does not run any more is fetched anew, with the libraries it needs', async () => {
    await putArchive();
    const home = join(folder, 'store/prometheus');
    await mkdir(join(home, 'usr/bin'), { recursive: true });
    await writeFile(join(home, 'usr/bin/promtool'), 'not a program');

    expect(await debianProgram('promtool', join(folder, 'store'))).toEqual({
      path: join(home, 'usr/bin/promtool'),
      version: '1.2.3',
      env: { LD_LIBRARY_PATH: join(home, 'usr/lib/x86_64-linux-gnu') },
    });
  });

  it('fetches the shared libraries that this machine lacks', async () => {
    const redis = await debianProgram('redis-server');
    if ('missing' in redis) {
      expect(redis.missing).toMatch(/Install redis-server\.$/);
      return;
    }
    const { stdout } = await run(redis.path, ['--version'], { env: { ...process.env, ...redis.env } });
    expect(stdout).toContain(redis.version);
  });
});
