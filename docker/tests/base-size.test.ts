import { createReadStream } from 'node:fs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createGzip } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { readDockerfile } from '../rehearse/read-dockerfile.ts';

const run = promisify(execFile);

/** The Base of 2018, as a registry counts it. */
const BAR_MB = 72;

/**
 * What gcr.io/distroless/cc-debian12 is made of, with room: its packages (libc6, libstdc++6, libgcc-s1, libssl3, tzdata,
 * ca-certificates, base-files, netbase) are 6 MB as Debian packs them, and no more than twice that by gzip.
 */
const DISTROLESS_MB = 12;

describe('the base image', () => {
  // Packed quickly, so a registry's own packing is smaller still.
  it('is smaller than the Base of 2018, as a registry counts: this very Node, and distroless', async () => {
    let bytes = 0;
    const packed = createReadStream(process.execPath).pipe(createGzip({ level: 1 }));
    for await (const chunk of packed) bytes += Buffer.from(chunk).length;
    const megabytes = bytes / 1e6 + DISTROLESS_MB;
    console.log(`base: at most ${megabytes.toFixed(0)} MB, of which Node ${(bytes / 1e6).toFixed(1)} MB`);
    expect(megabytes).toBeLessThan(BAR_MB);
  });

  it('adds to distroless nothing but node, which starts whatever is named', async () => {
    const base = (await readDockerfile('base')).at(-1);
    expect(base?.from).toMatch(/^gcr\.io\/distroless\/cc-debian12:nonroot@/);
    expect(base?.steps.filter(({ kind }) => kind === 'copy' || kind === 'run')).toEqual([
      { kind: 'copy', from: 'node', sources: ['/usr/local/bin/node'], to: '/usr/local/bin/node' },
    ]);
    expect(base?.steps).toContainEqual({ kind: 'entrypoint', words: ['/usr/local/bin/node'] });
  });

  (process.platform === 'linux' ? it : it.skip)('has every library that node asks for', async () => {
    const { stdout } = await run('ldd', [process.execPath]);
    const asked = stdout.match(/^\s*(?:\S*\/)?(\S+?)\.so/gm)?.map((line) => line.trim().replace(/^.*\//, ''));
    const there = ['linux-vdso', 'libdl', 'libstdc++', 'libm', 'libgcc_s', 'libpthread', 'libc', 'ld-linux'];
    for (const library of asked ?? []) {
      expect(there.some((name) => library.startsWith(`${name}.`) || library.startsWith(`${name}-`))).toBe(
        true,
      );
    }
  });
});
