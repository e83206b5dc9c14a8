import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { frontEnd, nodeServices } from '../../services.ts';
import { RepositoryCopy, type RunningCopy } from '../services/repository-copy.fixture.ts';
import { nextPort } from './own-manifest.ts';

jest.setTimeout(240_000);

let copy: RepositoryCopy;
beforeAll(() => {
  copy = new RepositoryCopy();
});
afterAll(() => copy[Symbol.dispose]());

const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(file, change(readFileSync(file, 'utf8')));
const create = (...words: string[]) => copy.run('scripts/new-service/main.ts', ...words);
const remove = (...words: string[]) => copy.run('scripts/new-service/remove.ts', ...words);
const owner = nodeServices.find(({ migrations }) => migrations);

describe('npm run new:service', () => {
  it('says how to call it', async () => {
    for (const words of [[], ['--help']]) {
      expect(await create(...words)).toEqual({
        code: 0,
        output: expect.stringContaining('npm run new:service ski-lift'),
      });
    }
  });

  const ill = ['Lift', '../lift', 'lift_2', '-lift', 'a-lift-that-is-far-too-long'];
  it.each([...ill, 'gear', frontEnd.name, 'every', 'node', 'page'])(
    'refuses the name %s and writes nothing',
    async (name) => {
      const { code, output } = await create('--', name);
      expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(`'${name}'`)]]);
      expect(copy.changed()).toEqual([]);
    },
  );

  it('refuses a name whose folder in k8s/base is there already, and writes nothing', async () => {
    const folder = join(copy.root, 'k8s/base/hut');
    mkdirSync(folder);
    writeFileSync(join(folder, 'local.env'), '');
    const before = copy.changed();
    expect(await create('hut')).toEqual({
      code: 2,
      output: expect.stringContaining("'hut' has k8s/base/hut already"),
    });
    expect(copy.changed()).toEqual(before);
    rmSync(folder, { recursive: true });
  });

  it('gives the lowest port from 9410 on that no service has, nor the health port of one', () => {
    expect(nextPort([])).toBe(9410);
    expect(nextPort([9400, 9410, 9412])).toBe(9411);
    expect(nextPort([8410, 10_411])).toBe(9412);
  });
});

describe('a service that npm run new:service wrote', () => {
  let written: string[];
  beforeAll(async () => {
    const { code, output } = await create('ski-lift', '--no-install');
    expect([code, output]).toEqual([0, expect.stringContaining('It answers at /api/ski-lift')]);
    written = copy.changed();
  });

  it('is a folder, a line for the fork, and files that are made from services.ts', () => {
    const others = written.filter(
      (file) =>
        !/^(?:services\/ski-lift|own|docker|k8s)\/|^(?:docs\/environment\.md|skaffold\.yaml)$/.test(file),
    );
    expect(others).toEqual([]);
    expect(readFileSync(join(copy.root, 'own/services.ts'), 'utf8')).toContain("name: 'ski-lift',");
    expect(readFileSync(join(copy.root, 'docker/compose.yaml'), 'utf8')).toContain('\n  ski-lift:\n');
    expect(readFileSync(join(copy.root, 'docs/environment.md'), 'utf8')).toContain('SKI_LIFT_LOG_LEVEL');
  });

  it('is formatted, has the right types, and passes lint', async () => {
    const own = written.filter((file) => /^(?:services\/ski-lift|own)\//.test(file));
    expect(await copy.run('prettier', '--check', '--log-level', 'warn', ...own)).toEqual({
      code: 0,
      output: '',
    });
    expect(await copy.run('tsc', '-b', 'own')).toEqual({ code: 0, output: '' });
    const code = own.filter((file) => file.endsWith('.ts'));
    expect(await copy.run('eslint', '--max-warnings', '0', ...code)).toEqual({ code: 0, output: '' });
  });

  it('passes its own tests, and those of the manifest', async () => {
    const paths = ['services', 'generated-files'].map((name) => `scripts/services/${name}.test.ts`);
    for (const words of [
      ['--selectProjects', 'ski-lift'],
      ['--selectProjects', 'scripts', '--runTestsByPath', ...paths, 'scripts/docs/environment.test.ts'],
    ]) {
      const { code, output } = await copy.run('scripts/test/jest.ts', ...words);
      expect([code, output]).toEqual([0, expect.stringMatching(/Tests: +\d+ passed/)]);
    }
  });

  it('is started by npm start, and answers at the address of the pages', async () => {
    const start: RunningCopy = await copy.start();
    try {
      const ask = (path: string) => fetch(`${start.addresses[frontEnd.name]}${path}`);
      expect(await (await ask('/api/ski-lift')).json()).toEqual({ service: 'ski-lift' });
      expect((await ask('/api/ski-lift/me')).status).toBe(401);
      expect(start.output()).toContain('ski-lift');
    } finally {
      await start.stop();
    }
  });

  const askedByAnother = () =>
    edit(join(copy.root, 'services.ts'), (text) =>
      text.includes('      peers: [')
        ? text.replace('      peers: [', "      peers: ['ski-lift', ")
        : text.replace('    },\n    paths: [', "      peers: ['ski-lift'],\n    },\n    paths: ["),
    );

  it('is not removed while another service asks it, and it is said which feature to remove first', async () => {
    askedByAnother();
    const feature = `${owner?.folder}/src/own/rides`;
    mkdirSync(join(copy.root, feature));
    writeFileSync(join(copy.root, feature, 'rides.service.ts'), "const asked = 'ski-lift';\n");
    const before = copy.changed();
    const { code, output } = await remove('ski-lift');
    expect([code, output]).toEqual([
      2,
      expect.stringContaining(
        `'ski-lift' is named in ${feature}/rides.service.ts. Run first: \`npm run remove:feature rides\`.`,
      ),
    ]);
    expect(copy.changed()).toEqual(before);
    rmSync(join(copy.root, feature), { recursive: true });
  });

  it('is still in the list after a removal that failed, so that it can be run again', async () => {
    const projects = join(copy.root, 'own/tsconfig.json');
    const before = readFileSync(projects, 'utf8');
    writeFileSync(projects, '<<<<<<< a conflict');
    expect((await remove('ski-lift', '--no-install')).code).toBe(1);
    writeFileSync(projects, before);
    expect(existsSync(join(copy.root, 'services/ski-lift'))).toBe(false);
    expect(readFileSync(join(copy.root, 'own/services.ts'), 'utf8')).toContain("name: 'ski-lift',");
  });

  it('is gone without a trace after npm run remove:service, from peers, tables and tools too', async () => {
    edit(join(copy.root, 'README.md'), (text) =>
      text.replace(
        /^(?=\| \[`packages\/lodge`)/m,
        '| [`services/ski-lift`](services/ski-lift) | lifts | own |\n',
      ),
    );
    for (const file of ['k8s/base/ski-lift/local.env', 'packages/siege/src/services/ski-lift.ts']) {
      mkdirSync(dirname(join(copy.root, file)), { recursive: true });
      writeFileSync(join(copy.root, file), '');
    }
    const { code, output } = await remove('ski-lift', '--no-install');
    expect([code, output]).toEqual([0, expect.stringContaining("and the entry of 'ski-lift' are gone")]);
    expect(copy.changed()).toEqual([]);
  });
});

describe('npm run remove:service', () => {
  it.each(['every', 'node', 'page'])(
    'refuses a service %s, whose folder in k8s/base all share, and changes nothing',
    async (name) => {
      const manifest = join(copy.root, 'own/services.ts');
      const before = readFileSync(manifest, 'utf8');
      writeFileSync(manifest, before.replace('= [];', `= [{ name: '${name}', kind: 'node', port: 9499 }];`));
      const { code, output } = await remove(name);
      expect([code, output]).toEqual([
        2,
        expect.stringContaining(`k8s/base/${name} belongs to all services`),
      ]);
      writeFileSync(manifest, before);
      expect(copy.changed()).toEqual([]);
    },
  );

  it.each([
    ['snowfall', "There is no service 'snowfall', only"],
    ['snowfall', 'finish it: npm run docs; npm run k8s:render -- all --write'],
    [frontEnd.name, 'has the pages of the product'],
    [owner?.name ?? '', 'owns the migrations'],
  ])('refuses %s and changes nothing', async (name, why) => {
    const { code, output } = await remove(name);
    expect([code, output.trim().split('\n')]).toEqual([2, [expect.stringContaining(why)]]);
    expect(copy.changed()).toEqual([]);
  });
});
