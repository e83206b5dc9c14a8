import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { nodeServices } from '../../services.ts';
import { root } from '../root.ts';
import { complaints } from './complaints.fixture.ts';

const uses = (specifier: string) => `import { thing } from '${specifier}'; thing();`;
const usesType = (specifier: string) => `import type { Thing } from '${specifier}'; export type Own = Thing;`;

const features = 'services/piste/src/features/trips';
const pages = 'services/powder/src/features/trips';
const lift = 'services/lift/src';

describe('npm run lint refuses', () => {
  it.each([
    [
      'a shared room that imports a feature',
      'services/piste/src/accounts/probe.ts',
      '../features/log-in/log-in.service.ts',
    ],
    [
      'a shared room that imports a feature of a fork',
      'services/piste/src/accounts/probe.ts',
      '../own/trips/trips.service.ts',
    ],
    [
      'a shared room of a new service that imports a feature',
      `${lift}/ledger/probe.ts`,
      '../features/trips/trips.service.ts',
    ],
    [
      'a room of the page that imports a feature',
      'services/powder/src/ui/probe.tsx',
      '../features/trips/trips-page.tsx',
    ],
    [
      'a room of the page that imports the application',
      'services/powder/src/api/probe.ts',
      '../app/store.ts',
    ],
    ['a feature that imports another', `${features}/trips.service.ts`, '../offers/offers.service.ts'],
    [
      'a feature of a new service that imports another',
      `${lift}/features/trips/trips.service.ts`,
      '../offers/offers.service.ts',
    ],
    [
      'a feature that imports one of a fork',
      `${features}/trips.service.ts`,
      '../../own/offers/offers.service.ts',
    ],
    [
      'a feature of a fork that imports ours',
      'services/piste/src/own/trips/trips.service.ts',
      '../../features/log-in/log-in.service.ts',
    ],
    [
      'a feature of a fork that imports another',
      'services/piste/src/own/trips/trips.service.ts',
      '../offers/offers.service.ts',
    ],
    ['a feature of the page that imports another', `${pages}/trips-page.tsx`, '../offers/offers-page.tsx'],
    ['routes that import a store', `${features}/trips.routes.ts`, './trips.store.ts'],
    [
      'routes of a new service that import a store',
      `${lift}/features/trips/trips.routes.ts`,
      './trips.store.ts',
    ],
    ['a mounted router that imports a store', `${features}/trips.mount.ts`, './trips.store.ts'],
    ['a service that imports routes', `${features}/trips.service.ts`, './trips.routes.ts'],
    ['a store that imports a service', `${features}/trips.store.ts`, './trips.service.ts'],
    ['a component that imports an api', `${pages}/trips-page.tsx`, './trips.api.ts'],
    ['a slice that imports a saga', `${pages}/trips.slice.ts`, './trips.saga.ts'],
    ['an api that imports a slice', `${pages}/trips.api.ts`, './trips.slice.ts'],
    ["gear's ground floor that imports its roof", 'packages/gear/src/errors/probe.ts', '../app/gnar-app.ts'],
    [
      'rooms of gear on one floor that import each other',
      'packages/gear/src/redis/probe.ts',
      '../database/database.ts',
    ],
    ['a room of gear that is on no floor', 'packages/gear/src/lifts/probe.ts', '../database/database.ts'],
    ['a room of edge that imports its neighbour', 'packages/edge/src/drain/probe.ts', '../redux/store.ts'],
    [
      'a server of the lodge that imports what starts all of them',
      'packages/lodge/src/redis/probe.ts',
      '../lodge/start-lodge.ts',
    ],
    [
      'the types of the lodge that import its errors',
      'packages/lodge/src/lodge/lodge.types.ts',
      '../errors/keeper-error.ts',
    ],
    [
      'an attack that imports the program that runs it',
      'packages/siege/src/attacks/probe.ts',
      '../attack/main.ts',
    ],
    [
      'the system under attack that imports the attacks',
      'packages/siege/src/system/probe.ts',
      '../attacks/attacks.ts',
    ],
    ['pages of the walks that import a walk', 'packages/e2e/src/pages/probe.ts', '../walks/first-walk.ts'],
    [
      'a measurement that imports the rows of the bench',
      'packages/bench/src/measure/probe.ts',
      '../rows/rows.ts',
    ],
    [
      'what renders manifests that imports their checks',
      'k8s/rendering/services/probe.ts',
      '../../checks/all.ts',
    ],
    [
      'a tool of an image that imports the rehearsal',
      'docker/image/probe.ts',
      '../rehearse/start-product.ts',
    ],
    ['npm start that imports the generators', 'scripts/start/probe.ts', '../services/generated-files.ts'],
    ['a room of scripts that is on no floor', 'scripts/lifts/probe.ts', '../start/ports.ts'],
    ['a library that imports a service', 'packages/gear/src/app/probe.ts', '@gnar/piste/compose'],
    ['a new package that imports another', 'packages/lifts/src/probe.ts', '@gnar/gear/config'],
    ['a page that imports a service', 'services/powder/src/app/compose.ts', '@gnar/piste/compose'],
    ['a new service that imports another', `${lift}/compose.ts`, '@gnar/piste/compose'],
    ['a service that reaches into the files of another', `${lift}/compose.ts`, '../../piste/src/compose.ts'],
    [
      'a service that reaches into the files of gear',
      `${lift}/compose.ts`,
      '../../../packages/gear/src/redis/create-redis.ts',
    ],
    ['the lodge outside tests', 'services/piste/src/compose.ts', '@gnar/lodge'],
    ['the driver of the database in a store', `${features}/trips.store.ts`, 'pg'],
    ['the driver of the database in a new service', `${lift}/compose.ts`, 'pg'],
    ['a client of AWS in a router', `${features}/trips.mount.ts`, '@aws-sdk/client-s3'],
  ])('%s, and its types as well', async (_, file, specifier) => {
    for (const text of [
      uses(specifier),
      usesType(specifier),
      `export const load = () => import('${specifier}');`,
      `export * from '${specifier}';`,
    ])
      expect(await complaints(file, text)).toEqual([expect.stringContaining(`${file} must not import `)]);
  });

  it('a component that makes a client of its own, but not the types of the api', async () => {
    const page = `${pages}/trips-page.tsx`;
    expect(await complaints(page, uses('../../api/client.ts'))).toEqual([
      expect.stringContaining('Components send no requests'),
    ]);
    expect(await complaints(page, uses('ky'))).toEqual([
      expect.stringContaining('Components send no requests'),
    ]);
    expect(await complaints(page, usesType('../../api/client.ts'))).toEqual([]);
  });

  it('Express in a service, but not where its router is mounted', async () => {
    expect(await complaints(`${lift}/features/trips/trips.service.ts`, uses('express'))).toEqual([
      expect.stringContaining('go to mount() of gear'),
    ]);
    for (const ending of ['mount', 'routes'])
      expect(await complaints(`${lift}/features/trips/trips.${ending}.ts`, uses('express'))).toEqual([]);
  });

  it('an import cycle, and one of types alone', async () => {
    const file = 'packages/gear/src/sessions/session.ts';
    for (const text of [
      uses('./sessions.ts'),
      usesType('./sessions.ts'),
      `export type Own = import('./sessions.ts').Thing;`,
    ])
      expect(await complaints(file, text)).toEqual([
        expect.stringContaining(`Import cycle: ${file} → packages/gear/src/sessions/sessions.ts → `),
      ]);
  });
});

describe('npm run lint accepts', () => {
  it.each([
    ['a feature that imports its own files', `${lift}/features/trips/trips.service.ts`, './trips.store.ts'],
    [
      'a feature that imports shared rooms',
      `${lift}/features/trips/trips.service.ts`,
      '../../ledger/ledger.ts',
    ],
    [
      'a feature that imports gear by an entry point',
      `${lift}/features/trips/trips.routes.ts`,
      '@gnar/gear/http',
    ],
    ['a list of features', `${lift}/features.ts`, './features/trips/feature.ts'],
    ['a list of the features of a fork', `${lift}/own/features.ts`, './trips/feature.ts'],
    ['the lodge in tests', `${lift}/features/trips/trips.test.ts`, '@gnar/lodge/testing'],
    ['a test that opens the whole page', `${pages}/trips.test.tsx`, '../../app/testing/open-app.tsx'],
    ['a component that shows a problem', `${pages}/trips-page.tsx`, '../../api/problem.ts'],
    [
      'an upper floor of gear that imports a lower one',
      'packages/gear/src/http/probe.ts',
      '../errors/errors.ts',
    ],
    [
      'a file of an upper room that stands on a lower floor',
      'packages/lodge/src/supervisor/probe.ts',
      '../lodge/lodge.types.ts',
    ],
    ['a walk of a fork', 'packages/e2e/src/own/trips-walk.e2e.ts', '../walks/browser-walk.ts'],
    ['the program of the attacks', 'packages/siege/src/attack/main.ts', '../attacks/attacks.ts'],
    [
      'a test in gear that starts a whole app',
      'packages/gear/src/errors/probe.test.ts',
      '../testing/test-app.ts',
    ],
  ])('%s', async (_, file, specifier) => {
    expect(await complaints(file, uses(specifier))).toEqual([]);
  });
});

describe('the rules about imports', () => {
  it.each(['eslint.config.mjs', 'scripts/lint/walls.mjs'])(
    'name no service with a database or queue in %s',
    (file) => {
      const text = readFileSync(join(root, file), 'utf8');
      expect(nodeServices.filter(({ name }) => text.includes(`/${name}`)).map(({ name }) => name)).toEqual(
        [],
      );
    },
  );
});
