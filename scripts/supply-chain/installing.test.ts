import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../root.ts';

const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
const pipelines = tracked.filter((file) => /^(\.github\/|\.gitlab|\.ci\/)|Dockerfile$/.test(file));

/** Commands as lines, without comments. */
const linesOf = (file: string) =>
  readFileSync(join(root, file), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|\/\/)/.test(line));

describe('dependencies', () => {
  it('are installed from the lock file by every image and pipeline', () => {
    const loose = pipelines.flatMap((file) =>
      linesOf(file)
        .filter((line) =>
          /\bnpm (install|i|add|update|exec)\b|\b(yarn|pnpm|bun) |\bnpx (?!--no-install)/.test(line),
        )
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(loose).toEqual([]);
  });

  it('run no install script while an image is built', () => {
    const installs = tracked
      .filter((file) => file.endsWith('Dockerfile'))
      .flatMap((file) => linesOf(file).filter((line) => /\bnpm ci\b/.test(line)));
    expect(installs.length).toBeGreaterThan(0);
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).toEqual([]);
  });

  it('are never piped from the network into a shell', () => {
    const piped = pipelines.flatMap((file) =>
      linesOf(file).filter((line) => /(curl|wget)[^|]*\|\s*(ba|z|da)?sh\b/.test(line)),
    );
    expect(piped).toEqual([]);
  });
});
