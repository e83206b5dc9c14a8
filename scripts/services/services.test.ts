import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  entries,
  frontEnd,
  manifestOf,
  nodeServices,
  queues,
  routeOf,
  routes,
  serviceNamed,
  services,
} from '../../services.ts';
import { root } from '../root.ts';
import { documentedPorts } from '../start/settings.ts';

const packageSchema = z.object({ name: z.string() });
const names = services.map(({ name }) => name);
const repeated = (values: readonly unknown[]) =>
  values.filter((value, index) => values.indexOf(value) !== index);

describe('services.ts', () => {
  it('has one entry for every folder below services/', () => {
    const folders = readdirSync(join(root, 'services')).filter((folder) =>
      existsSync(join(root, 'services', folder, 'package.json')),
    );
    expect(names.toSorted()).toEqual(folders.toSorted());
  });

  it.each(services)('finds the package of $name where the name says', ({ folder, packageName }) => {
    const text = readFileSync(join(root, folder, 'package.json'), 'utf8');
    expect(packageSchema.parse(JSON.parse(text)).name).toBe(packageName);
  });

  it('gives names that are also valid names of images, variables and Kubernetes objects', () => {
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || name.length > 20)).toEqual(
      [],
    );
  });

  it('gives no port twice, health ports and the ports of the lodge included', () => {
    const ofLodge = [...documentedPorts].flatMap(([name, { port }]) => (names.includes(name) ? [] : [port]));
    const ports = [...services.map(({ port }) => port), ...nodeServices.map(({ healthPort }) => healthPort)];
    expect(repeated([...ports, ...ofLodge])).toEqual([]);
  });

  it.each(nodeServices)('has the main module of $name, and its migrations if it owns any', (service) => {
    expect(existsSync(join(root, service.folder, 'src/main.ts'))).toBe(true);
    expect(existsSync(join(root, service.folder, 'src/migrate.ts'))).toBe(service.migrations);
  });

  it('lets services ask only peers that exist, are node services, and never in a circle', () => {
    for (const { name, needs } of services) {
      for (const peer of needs.peers)
        expect([name, peer, serviceNamed(peer).kind]).toEqual([name, peer, 'node']);
      expect(peersBelow(name)).not.toContain(name);
    }
  });

  it('names every queue of this project as such, with one setting for each', () => {
    expect(queues.filter(({ name }) => !/^gnar-[a-z0-9-]{1,60}$/.test(name))).toEqual([]);
    expect(repeated(queues.map(({ setting }) => setting))).toEqual([]);
  });
});

describe('the public paths', () => {
  it('are declared once each', () => {
    expect(repeated(routes.map(({ path }) => path))).toEqual([]);
  });

  it('are whole segments', () => {
    const malformed = routes.filter(({ path }) => path !== '/' && !/^(?:\/[\w.~-]+)+$/.test(path));
    expect(malformed).toEqual([]);
  });

  it('come longest first, so that the first match is the answer, and end with the pages', () => {
    const lengths = routes.map(({ path }) => path.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(routes.at(-1)).toMatchObject({
      path: '/',
      service: services.find(({ kind }) => kind === 'page')?.name,
    });
  });

  it('hold back every path below /api from the pages', () => {
    expect(routes.find(({ path }) => path === '/api')).toMatchObject({ exact: false });
  });

  it('keep the paths of 2018', () => {
    expect(routes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/user', '/docs', '/openapi.json', '/.well-known/security.txt']),
    );
    expect(routes.filter(({ exact }) => exact).map(({ path }) => path)).toEqual([
      '/.well-known/security.txt',
      '/openapi.json',
    ]);
  });
});

describe('a request', () => {
  const sample = {
    name: 'sample',
    kind: 'node',
    port: 9999,
    paths: ['/api/sample', '/sample.json'],
  } as const;
  const { routes: withSample } = manifestOf([...entries, sample]);
  const serviceOf = (path: string) => routeOf(path, withSample)?.service;

  it('is answered by the service with the longest path that matches', () => {
    expect(serviceOf('/api/sample')).toBe('sample');
    expect(serviceOf('/api/sample/7')).toBe('sample');
    expect(serviceOf('/api')).toBe(routes.find(({ path }) => path === '/api')?.service);
    expect(serviceOf('/api/other')).toBe(serviceOf('/api'));
  });

  it('matches whole segments, and a file alone', () => {
    expect(serviceOf('/api/samples')).toBe(serviceOf('/api'));
    expect(serviceOf('/apiary')).toBe(frontEnd.name);
    expect(serviceOf('/sample.json')).toBe('sample');
    expect(serviceOf('/sample.json/7')).toBe(frontEnd.name);
  });

  it('that no path matches is answered by the pages', () => {
    for (const path of ['/', '/login', '/login/']) expect(serviceOf(path)).toBe(frontEnd.name);
  });
});

it('serviceNamed says which services there are when it is asked for another', () => {
  expect(() => serviceNamed('lift-off')).toThrow(
    `There is no service "lift-off" in services.ts or own/services.ts, only ${names.join(', ')}.`,
  );
});

function peersBelow(name: string): string[] {
  const seen = new Set<string>();
  const visit = (service: string) => {
    for (const peer of serviceNamed(service).needs.peers) {
      if (seen.has(peer)) continue;
      seen.add(peer);
      visit(peer);
    }
  };
  visit(name);
  return [...seen];
}
