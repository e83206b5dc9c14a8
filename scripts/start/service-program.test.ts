import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { frontEnd } from '../../services.ts';
import { root } from '../root.ts';
import { programOf } from './service-program.ts';

describe('the development server of the pages', () => {
  it('is restarted by a change of any file that it is made of, and by none that it compiles', () => {
    const { sources } = programOf(frontEnd, {
      ports: new Map([[frontEnd.name, 3000]]),
      healthPorts: new Map(),
    });
    const isWatched = (file: string) => sources.some((path) => file === path || file.startsWith(`${path}/`));
    const files = globSync(`${frontEnd.folder}/**/*.ts`, {
      cwd: root,
      exclude: (path) => /(?:^|\/)(?:node_modules|dist)$/.test(path),
    });
    const compiled = files.filter((file) => file.startsWith(join(frontEnd.folder, 'src')));
    expect(compiled.filter(isWatched)).toEqual([]);
    expect(files.filter((file) => !compiled.includes(file) && !isWatched(file))).toEqual([]);
  });
});
