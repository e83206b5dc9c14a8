import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifestOf, services } from '../../services.ts';
import { root } from '../root.ts';
import { layers, ownFiles, usersOf, withoutRows } from './traces.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gnar-traces-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file: string, text = ''): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

describe('what remove:service deletes', () => {
  it('is the folder of the service, and what k8s/base and tools have for it', () => {
    const own = ['k8s/base/lift', 'packages/siege/src/services/lift.ts', 'services/lift'];
    for (const file of ['services/lift/a', 'services/lifts/a', 'k8s/base/lift/a', 'k8s/base/node/a'])
      write(file);
    for (const name of ['lift', 'lifts']) write(`packages/siege/src/services/${name}.ts`);
    expect(ownFiles('lift', folder)).toEqual(own);
  });

  it.each(layers)('is never k8s/base/%s, which all services share', (name) => {
    expect(() => ownFiles(name)).toThrow(`k8s/base/${name} belongs to all services.`);
  });

  it('knows every folder of k8s/base that is no service', () => {
    const all = readdirSync(join(root, 'k8s/base'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const shared = all.map(({ name }) => name).filter((name) => !services.some((each) => each.name === name));
    expect(shared.toSorted()).toEqual(layers);
  });
});

describe('who asks a service', () => {
  const { services: all } = manifestOf([
    { name: 'links', kind: 'node', port: 1, paths: ['/api'] },
    { name: 'shop', kind: 'node', port: 2, needs: { peers: ['links'] } },
    { name: 'hut', kind: 'node', port: 3 },
  ]);

  it('is a service with it among its peers, in every source that names it', () => {
    write('services/shop/src/own/rides/feature.ts', "peer('links', request)");
    write('services/shop/src/own/rides/page.tsx', "ask('links')");
    write('services/shop/src/own/rides/other.ts', "'links-archive'");
    write('services/links/src/main.ts', "'links'");
    expect(usersOf('links', all, folder)).toEqual([
      'services/shop/src/own/rides/feature.ts',
      'services/shop/src/own/rides/page.tsx',
    ]);
  });

  it('is no service that only has the same word in its sources', () => {
    write('services/hut/src/features/mail/feature.ts', "const field = 'links';");
    expect(usersOf('links', all, folder)).toEqual([]);
  });
});

describe('a page without the rows of a service', () => {
  const rows = `| name | what |
| ---- | ---- |
| [\`services/links\`](../services/links) | the service |
| [links](services/links/README.md) | its page |
| [\`services/links-archive\`](services/links-archive) | another |
| links | an attack on links in emails |
| piste | asks [links](services/links) |
See [links](services/links) | here |
`;

  it('keeps rows of anything else that has its name', () => {
    expect(withoutRows('docs/security-testing.md', rows, 'links')).toBe(`| name | what |
| ---- | ---- |
| [\`services/links-archive\`](services/links-archive) | another |
| links | an attack on links in emails |
| piste | asks [links](services/links) |
See [links](services/links) | here |
`);
  });

  it('loses the row of its image in docker/README.md', () => {
    expect(
      withoutRows('docker/README.md', '| links | `service.Dockerfile` |\n| lodge | links |\n', 'links'),
    ).toBe('| lodge | links |\n');
  });
});
