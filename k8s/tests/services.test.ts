import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gearSchema } from '@gnar/gear/config';
import { describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { entries, manifestOf } from '../../services.ts';
import type { ServiceEntry } from '../../services.types.ts';
import { checks } from '../checks/all.ts';
import { type KubernetesObject, nameOf, parseObjects } from '../checks/kubernetes-object.ts';
import { askHealthPort, measurements, probedPaths } from '../checks/measurements.ts';
import { modelProblems } from '../checks/models.ts';
import { placeOf, places } from '../checks/place.ts';
import { product, type Product } from '../checks/product.ts';
import { unknownFields } from '../checks/unknown-fields.ts';
import { findKustomize, type Render } from '../rendering/kustomize.ts';
import { root } from '../rendering/overlays.ts';
import { filesOf, writeFiles } from '../rendering/services/files.ts';

jest.setTimeout(120_000);

const render = await findKustomize();
const withKustomize = render === undefined ? it.skip : it;
const why = render === undefined ? ' (skipped: neither kubectl nor kustomize is on PATH)' : '';

/** A service with everything that an entry can say, which has no folder: its program is taken to read what gear's parts read. */
const lift: ServiceEntry = {
  name: 'ski-lift',
  kind: 'node',
  port: 9490,
  needs: {
    database: true,
    redis: true,
    email: true,
    standIns: true,
    queues: [{ name: 'gnar-ski-lift', setting: 'SQS_SKI_LIFT_QUEUE_NAME', use: 'both' }],
    peers: [entries.find(({ kind }) => kind === 'node')!.name],
  },
  paths: ['/api/lifts', '/api/lifts/open.json'],
};
const liftSchema = {
  ...gearSchema({ database: true, redis: true, jwt: true, ses: true, sqs: true }),
  PRODUCTION: z.string(),
  RECAPTCHA_SECRET_KEY: z.string().optional(),
  SQS_SKI_LIFT_QUEUE_NAME: z.string(),
};

/** The entries without one of them, and without what the others had with it. */
const without = (all: readonly ServiceEntry[], gone: string): ServiceEntry[] =>
  all
    .filter(({ name }) => name !== gone)
    .map((entry) => ({
      ...entry,
      needs: { ...entry.needs, peers: (entry.needs?.peers ?? []).filter((peer) => peer !== gone) },
    }));

const productWith = (all: readonly ServiceEntry[]): Product => ({
  ...manifestOf(all),
  schemas: new Map(
    [...product.schemas, [lift.name, liftSchema] as const].filter(
      ([name]) => name.startsWith('migrate') || all.some((entry) => entry.name === name),
    ),
  ),
});

/** Renders every overlay of a copy of k8s/ whose files were written from these entries. */
async function rendered(
  all: readonly ServiceEntry[],
  kustomize: Render | undefined,
): Promise<{ overlay: string; objects: KubernetesObject[] }[]> {
  if (kustomize === undefined) throw new Error(why);
  await mkdir(join(root, 'dist'), { recursive: true });
  const copy = await mkdtemp(join(root, 'dist', 'services-'));
  try {
    for (const folder of ['argocd', 'base', 'components', 'overlays', 'reload']) {
      await cp(join(root, folder), join(copy, 'k8s', folder), { recursive: true });
    }
    await cp(join(root, '..', 'skaffold.yaml'), join(copy, 'skaffold.yaml'));
    writeFiles(manifestOf(all), join(copy, 'k8s'));
    await kustomize(join(copy, 'k8s', 'reload'));
    return await Promise.all(
      places.map(async ({ name }) => ({
        overlay: name,
        objects: parseObjects(await kustomize(join(copy, 'k8s', 'overlays', name))),
      })),
    );
  } finally {
    await rm(copy, { recursive: true });
  }
}

/** What all checks have against all overlays; whether one node has room for more services is for who adds them. */
async function problemsOf(overlays: Awaited<ReturnType<typeof rendered>>, of: Product): Promise<string[]> {
  const each = overlays.map(async ({ overlay, objects }) => {
    const place = { ...placeOf(overlay), oneNode: undefined };
    const health = await askHealthPort(probedPaths(objects, of));
    return [
      ...Object.values(checks).flatMap((check) => check(objects, place, of)),
      ...measurements(objects, health, of),
    ].map((problem) => `${overlay}: ${problem}`);
  });
  const every = new Map(overlays.flatMap(({ objects }) => objects).map((one) => [JSON.stringify(one), one]));
  const unique = [...every.values()];
  return [
    ...(await Promise.all(each)),
    ...(await Promise.all(unique.map(modelProblems))),
    ...unknownFields(unique),
  ].flat();
}

describe('the files that follow from services.ts', () => {
  it.each([...filesOf(manifestOf(entries), root)])(
    'k8s/%s is as `npm run k8s:render -- all --write` writes it',
    async (path, text) => {
      expect(existsSync(join(root, path))).toBe(true);
      expect(await readFile(join(root, path), 'utf8')).toBe(text);
    },
  );
});

describe('one more entry in services.ts', () => {
  const all = [...entries, lift];

  withKustomize(
    `gives every overlay a service that keeps all promises, without another edit${why}`,
    async () => {
      const overlays = await rendered(all, render);
      expect(await problemsOf(overlays, productWith(all))).toEqual([]);
      for (const { overlay, objects } of overlays) {
        expect(objects.map(nameOf)).toEqual(
          expect.arrayContaining([
            ...['Deployment/ski-lift', 'Service/ski-lift-service', 'ServiceAccount/ski-lift'],
            ...['PodDisruptionBudget/ski-lift'],
            ...(placeOf(overlay).replicated
              ? ['HorizontalPodAutoscaler/ski-lift', 'PodMonitor/ski-lift']
              : []),
          ]),
        );
      }
    },
  );
});

describe('one entry fewer in services.ts', () => {
  // Every other service needs the owner of the migrations.
  const removable = entries.filter(({ kind, migrations }) => kind === 'node' && migrations !== true);

  for (const { name } of removable) {
    withKustomize(`leaves manifests that keep all promises without ${name}${why}`, async () => {
      const rest = without(entries, name);
      const overlays = await rendered(rest, render);
      expect(await problemsOf(overlays, productWith(rest))).toEqual([]);
      const named = overlays.flatMap(({ objects }) => objects.map(nameOf)).filter((id) => id.includes(name));
      expect(named).toEqual([]);
    });
  }
});
