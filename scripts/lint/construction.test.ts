import { describe, expect, it } from '@jest/globals';
import { complaints } from './complaints.fixture.ts';

const construction = `import { GnarApp } from '@gnar/gear'; new GnarApp('lift', {});`;
const namespace = `import * as gear from '@gnar/gear'; new gear.GnarApp('lift', {});`;
const service = 'services/piste/src/features/trips/trips.service.ts';
const newService = 'services/lift/src/features/trips/trips.service.ts';

describe('npm run lint', () => {
  it.each([
    ['in a feature', service, construction],
    ['in a service that is new', newService, construction],
    ['through the whole module', service, namespace],
  ])('refuses to construct GnarApp %s', async (_, file, text) => {
    expect(await complaints(file, text)).toEqual([
      expect.stringContaining('GnarApp is constructed in compose.ts'),
    ]);
  });

  it.each([
    ['constructs GnarApp in compose.ts', 'services/lift/src/compose.ts', construction],
    ['constructs GnarApp in main.ts, as a two-line service does', 'services/lift/src/main.ts', construction],
    [
      'imports GnarApp as a type',
      newService,
      `import type { GnarApp } from '@gnar/gear'; export type App = GnarApp;`,
    ],
  ])('accepts a service that %s', async (_, file, text) => {
    expect(await complaints(file, text)).toEqual([]);
  });

  it.each([
    ['by name', `import { env } from 'node:process'; env['SECRET'];`],
    ['under another name', `import { env as settings } from 'node:process'; settings['SECRET'];`],
    ['from the module without its prefix', `import { env } from 'process'; env['SECRET'];`],
    ['through the default export', `import host from 'node:process'; host.env['SECRET'];`],
    ['through the whole module', `import * as host from 'node:process'; host.env['SECRET'];`],
    ['exported again', `export { env } from 'node:process';`],
    ['through the global', `process.env['SECRET'];`],
    ['through the global object', `globalThis.process.env['SECRET'];`],
    ['taken out of the global', `const { env } = process; env['SECRET'];`],
  ])('refuses the environment %s outside config.ts', async (_, text) => {
    for (const file of [service, newService, 'packages/gear/src/http/probe.ts'])
      expect(await complaints(file, text)).toEqual([expect.stringContaining('The environment is read once')]);
    expect(await complaints('services/lift/src/config.ts', text)).toEqual([]);
  });
});
