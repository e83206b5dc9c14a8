import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { services } from '../../services.ts';
import { checks } from '../checks/all.ts';
import { parseObjects } from '../checks/kubernetes-object.ts';
import { placeOf } from '../checks/place.ts';
import { workloadsOf } from '../checks/pods.ts';
import { product } from '../checks/product.ts';
import { findKustomize } from '../rendering/kustomize.ts';
import { foldersOf, overlayNames, readRendered, root } from '../rendering/overlays.ts';

const run = promisify(execFile);
const render = await findKustomize();
const withKustomize = render === undefined ? it.skip : it;
const why = render === undefined ? ' (skipped: neither kubectl nor kustomize is on PATH)' : '';
const afresh = render ?? (() => Promise.reject(new Error(why)));

describe('k8s/rendered', () => {
  withKustomize.each(overlayNames())(
    `%s.yaml is what kustomize makes of the overlay now${why}`,
    async (overlay) => {
      expect(await afresh(`${root}overlays/${overlay}`)).toBe(readRendered(overlay));
    },
  );

  withKustomize.each(['staging', 'production'])(
    `%s runs and admits the images of the registry that infra.env names, and of no other${why}`,
    async (overlay) => {
      const folder = await mkdtemp(join(tmpdir(), 'other-registry-'));
      try {
        for (const part of ['base', 'components', 'overlays']) {
          await cp(join(root, part), join(folder, part), { recursive: true });
        }
        const file = join(folder, 'overlays', overlay, 'infra.env');
        const settings = await readFile(file, 'utf8');
        await writeFile(file, settings.replace(/^(GNAR_REGISTRY_\w+=).*\/(.*)$/gm, `$1${elsewhere}/$2`));
        const objects = parseObjects(await afresh(join(folder, 'overlays', overlay)));
        const images = workloadsOf(objects)
          .filter(({ namespace }) => namespace === 'gnar')
          .flatMap(({ containers }) => containers.map(({ image }) => image.split('@')[0]))
          .filter((image) => !image?.endsWith('/valkey'));
        expect(new Set(images)).toEqual(new Set(services.map(({ image }) => `${elsewhere}/${image}`)));
        expect(
          checks['the API server admits our images and no others'](objects, placeOf(overlay), product),
        ).toEqual([]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  it('shows every component: each is in an overlay', async () => {
    const used = new Set<string>();
    for (const overlay of overlayNames()) await collect(join(root, 'overlays', overlay), used);
    const all = foldersOf('components').map((name) => join(root, 'components', name));
    expect(all.filter((folder) => !used.has(folder))).toEqual([]);
  });
});

/** Differs from what images/kustomization.yaml has for every environment. */
const elsewhere = '987654321098.dkr.ecr.eu-west-3.amazonaws.com/moved';

const kustomizationSchema = z.looseObject({
  resources: z.array(z.string()).default([]),
  components: z.array(z.string()).default([]),
});

async function collect(folder: string, used: Set<string>): Promise<void> {
  used.add(folder);
  const text = await readFile(join(folder, 'kustomization.yaml'), 'utf8');
  const { resources, components } = kustomizationSchema.parse(parse(text));
  for (const item of [...resources, ...components]) {
    if (!item.endsWith('.yaml')) await collect(join(folder, item), used);
  }
}

describe('npm run k8s:render', () => {
  const script = (args: readonly string[], path = process.env['PATH']) =>
    run(process.execPath, ['--conditions=source', `${root}render.ts`, ...args], {
      env: { ...process.env, NODE_OPTIONS: '', PATH: path },
      maxBuffer: 16 * 1024 * 1024,
    });

  it('lists the overlays when it is given none that there is', async () => {
    await expect(script(['nowhere'])).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Overlays: local, preview, production, staging'),
    });
  });

  it.each([
    [['nowhere'], 'There is no overlay nowhere.'],
    [['staging', 'production'], 'One overlay at a time'],
    [['staging', '--wrote'], "Unknown option '--wrote'"],
    [['all'], 'add --write'],
    [[], 'Which overlay?'],
  ])('says what is wrong with %j', async (args, said) => {
    await expect(script(args)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
  });

  it('takes all overlays for written ones, and writes nothing where there is no kustomize', async () => {
    await expect(script(['all', '--write'], '/nowhere')).rejects.toMatchObject({ code: 1, stdout: '' });
  });

  /** Runs the script with nothing on PATH but programs that answer like these versions. */
  async function scriptWith(programs: { readonly kubectl?: string; readonly kustomize?: string }) {
    const folder = await mkdtemp(join(tmpdir(), 'versions-'));
    try {
      for (const [name, version] of Object.entries(programs)) {
        const answer = name === 'kubectl' ? `{ "kustomizeVersion": "${version}" }` : version;
        const program = `#!/bin/sh\n[ "$1" = build ] && echo rendered || echo '${answer}'\n`;
        await writeFile(join(folder, name), program, { mode: 0o755 });
      }
      return await script(['staging'], folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  it('refuses a kubectl whose kustomize is too old, and names the version that is needed', async () => {
    await expect(scriptWith({ kubectl: 'v5.4.2' })).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /^kubectl on PATH renders with kustomize 5\.4; k8s\/ needs 5\.5 or later\./,
      ),
    });
  });

  it('renders with the kustomize on PATH where kubectl is too old', async () => {
    expect(await scriptWith({ kubectl: 'v5.4.2', kustomize: 'v5.5.0' })).toEqual({
      stdout: 'rendered\n',
      stderr: '',
    });
  });

  it('names both where both are too old', async () => {
    await expect(scriptWith({ kubectl: 'v5.4.2', kustomize: 'v4.9.9' })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^kubectl on PATH renders with kustomize 5\.4, kustomize on PATH renders with kustomize 4\.9; k8s/,
      ),
    });
  });

  it('prints the documents', async () => {
    expect((await script(['staging'])).stdout).toBe(readRendered('staging'));
  });

  it('prints the committed documents where there is no kustomize, and says so', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'no-programs-'));
    try {
      const { stdout, stderr } = await script(['production'], empty);
      expect(stdout).toBe(readRendered('production'));
      expect(stderr).toContain('Neither kubectl nor kustomize is on PATH');
    } finally {
      await rm(empty, { recursive: true });
    }
  });
});
