import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { nodeServices, services } from '../../services.ts';
import { parseObjects, type KubernetesObject } from '../checks/kubernetes-object.ts';
import { migrationsOf } from '../rendering/services/workloads.ts';
import { parseSkaffold } from './skaffold-schema.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const skaffold = parseSkaffold(read('skaffold.yaml'));
const { artifacts } = skaffold.build;
const [minikube, reload] = skaffold.profiles;
const reloaded = reload!.patches.flatMap(({ value }) => (typeof value === 'string' ? [] : [value]));

const local = parseObjects(read('k8s/rendered/local.yaml'));
const images = (objects: readonly KubernetesObject[]) =>
  [...JSON.stringify(objects).matchAll(/"image":"(gnar\/[a-z-]+):/g)].map(([, image]) => image!);
const metadataSchema = z.object({ name: z.string(), labels: z.record(z.string(), z.string()) });
const kubectl = spawnSync('kubectl', ['version', '--client']).status === 0 ? it : it.skip;

describe('skaffold', () => {
  it('builds every image of ours that the laptop runs, and none besides', () => {
    expect(artifacts.map(({ image }) => image).toSorted()).toEqual([...new Set(images(local))].toSorted());
  });

  it.each(artifacts.map((each) => [each.image, each] as const))(
    'builds %s as the pipelines do',
    (image, { custom }) => {
      const target = image.replace('gnar/', '');
      expect(custom.buildCommand).toBe(
        `node scripts/bootstrap.mjs scripts/delivery/skaffold-build.ts ${target}`,
      );
      expect(existsSync(join(root, 'scripts/delivery/skaffold-build.ts'))).toBe(true);
      expect(JSON.parse(read('docker/bake.json')).target).toHaveProperty(target);
    },
  );

  it.each(artifacts.map((each) => [each.image, each.custom.dependencies] as const))(
    'builds %s anew when something changes that goes into it',
    (image, { paths }) => {
      expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
      const target = image.replace('gnar/', '');
      const { dockerfile } = JSON.parse(read('docker/bake.json')).target[target];
      expect(paths).toEqual(expect.arrayContaining(['package-lock.json', dockerfile]));
      const service = services.find((one) => one.image === target);
      const home = service?.folder ?? 'packages/lodge';
      const manifest = JSON.parse(read(`${home}/package.json`));
      const needs = Object.keys({
        ...manifest.dependencies,
        ...(service?.kind === 'page' ? manifest.devDependencies : {}),
      });
      const rooms = needs
        .filter((name) => name.startsWith('@gnar/'))
        .map((name) => name.replace('@gnar/', 'packages/'));
      const shipped = rooms.filter((room) => target === 'lodge' || room !== 'packages/lodge');
      expect(paths).toEqual(expect.arrayContaining([home, ...shipped]));
    },
  );

  it('applies what the laptop renders, strictly', () => {
    expect(skaffold.manifests.kustomize.paths).toEqual(['k8s/overlays/local']);
    expect(existsSync(join(root, 'k8s/overlays/local/kustomization.yaml'))).toBe(true);
    expect(skaffold.deploy.kubectl.flags.apply).toContain('--validate=strict');
  });

  it('takes the old migrations away first: the job of each service that owns some, by its label', () => {
    const [hook] = skaffold.deploy.kubectl.hooks.before;
    const template = join(root, 'k8s/components/migrations/job.yaml');
    const owners = [...services, { ...services[0]!, name: 'ski-lift', migrations: true }];
    const jobs = migrationsOf(template, owners).map((job) => metadataSchema.parse(job['metadata']));
    expect(jobs.map(({ name }) => name)).toContain('migrate-ski-lift');
    const label = 'app.kubernetes.io/name';
    const values = new Set(jobs.map(({ labels }) => labels[label]));
    const { metadata } = local.find(({ kind }) => kind === 'Job')!;
    expect(hook!.host.command.slice(-6)).toEqual([
      ...[
        '-n',
        metadata.namespace,
        'delete',
        'job',
        '-l',
        [...values].map((value) => `${label}=${value}`).join(),
      ],
    ]);
  });

  it('works on the laptop, and never on the cluster that kubectl happens to be pointed at', () => {
    const { kubeContext, kubectl: by } = skaffold.deploy;
    expect(kubeContext).toBe('kind-gnar');
    const [page] = /kind create cluster --name gnar$/m.exec(read('docs/deploy-kubernetes.md')) ?? [];
    expect(page).toBeDefined();
    const commands = by.hooks.before.map(({ host }) => host.command);
    expect(commands.map((command) => command.slice(0, 3))).toEqual([['kubectl', '--context', kubeContext]]);
  });

  it('does the same on minikube by its profile: deploying, and taking the old migrations away', () => {
    expect(minikube!.name).toBe('minikube');
    expect(minikube!.patches.map(({ path, value }) => [path, value])).toEqual([
      ['/deploy/kubeContext', 'minikube'],
      ['/deploy/kubectl/hooks/before/0/host/command/2', 'minikube'],
    ]);
  });

  it('opens ports of services that are there', () => {
    const [ingress, ...ours] = skaffold.portForward;
    // The chart's name for the Service of the release `nginx-ingress`.
    expect(ingress).toMatchObject({ resourceName: 'nginx-ingress-controller', namespace: 'nginx-ingress' });
    for (const { resourceName, namespace, port } of ours) {
      const service = local.find(
        ({ kind, metadata }) => kind === 'Service' && metadata.name === resourceName,
      );
      expect(service).toMatchObject({ metadata: { namespace } });
      const { ports } = z
        .object({ ports: z.array(z.looseObject({ port: z.number() })) })
        .parse(service!['spec']);
      expect(ports.map((each) => each.port)).toContain(port);
    }
  });
});

describe('the profile `reload`', () => {
  it('puts the services in the place of their own images', () => {
    expect(reload!.name).toBe('reload');
    for (const { path, value } of reload!.patches) {
      if (typeof value !== 'string') expect(artifacts[Number(path.at(-1))]!.image).toBe(value.image);
    }
    expect(reloaded.map(({ image }) => image)).toEqual(nodeServices.map(({ image }) => `gnar/${image}`));
  });

  it.each(reloaded.map((each) => [each.image, each] as const))(
    'copies files of %s that exist, to where they came from',
    (image, { docker, sync }) => {
      expect(image).toBe(`gnar/${docker.buildArgs.SERVICE}`);
      const dockerfile = read(docker.dockerfile);
      expect(dockerfile).toMatch(/^WORKDIR \/app$/m);
      for (const { src, dest } of sync.manual) {
        expect(globSync(src, { cwd: root }).length).toBeGreaterThan(0);
        expect(dest).toBe('/app');
      }
      expect(sync.manual.some(({ src }) => src.startsWith(`services/${docker.buildArgs.SERVICE}/`))).toBe(
        true,
      );
    },
  );

  it('runs the sources on the Node that is delivered, as an unprivileged user', () => {
    const dockerfile = read('k8s/reload/service.Dockerfile');
    const [, base] = /^FROM (\S+)$/m.exec(dockerfile)!;
    expect(read('docker/service.Dockerfile')).toContain(`${base!} AS production`);
    expect(dockerfile).toMatch(/^USER 10001:10001$/m);
    const [, command] = /^CMD (.*)$/m.exec(dockerfile)!;
    const watched = (JSON.parse(command!) as string[]).filter((word) => word.startsWith('--watch-path='));
    for (const { folder } of nodeServices) {
      const home = join(root, folder);
      expect(watched.filter((word) => !existsSync(join(home, word.slice('--watch-path='.length))))).toEqual(
        [],
      );
      expect(existsSync(join(home, 'src/main.ts'))).toBe(true);
    }
    const ignore = read('.dockerignore').split('\n');
    for (const [, words] of dockerfile.matchAll(/^COPY --chown=\S+ (.*) \S+$/gm)) {
      for (const word of words!.split(' ')) expect(ignore).toContain(`!${word}`);
    }
  });

  kubectl('is `local` but for roots that files can be copied into', () => {
    const text = execFileSync('kubectl', ['kustomize', join(root, 'k8s/reload')], { encoding: 'utf8' });
    const objects = parseObjects(text);
    const names = (all: readonly KubernetesObject[]) =>
      all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(names(objects).toSorted()).toEqual(names(local).toSorted());
    const changed = objects.filter((object) => {
      const before = local.find(
        ({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name,
      );
      return JSON.stringify(before) !== JSON.stringify(object);
    });
    const expected = [...nodeServices.map(({ name }) => `Deployment/${name}`), 'Job/migrate'];
    expect(names(changed).toSorted()).toEqual(expected.toSorted());
    const writable = [...JSON.stringify(changed).matchAll(/"readOnlyRootFilesystem":false/g)];
    expect(writable).toHaveLength(nodeServices.length);
  });
});
