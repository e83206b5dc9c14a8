import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Manifest, Service } from '../../../services.types.ts';
import { previewsOnGitlab, withEnvironment, withImages, withPreviewImages } from './lists.ts';
import type { Data } from './merge.ts';
import { monitorsOf } from './monitors.ts';
import { policiesOf } from './policies.ts';
import { withArtifacts } from './skaffold.ts';
import { ingressOf } from './ways-in.ts';
import { migrationJobOf, migrationsOf, workloadOf } from './workloads.ts';

/** Places that differ for each service: the folder, and the name of their files in base/<every, kind or service>. */
const variants = [
  ['overlays/local', 'local'],
  ['overlays/production', 'production'],
  ['reload', 'reload'],
] as const;

/** Overlays that run with images of a registry and tell the API server which ones to admit. */
const onAws = ['staging', 'production'] as const;

const header = '# Written by `npm run k8s:render` from services.ts: change that, or what is in k8s/base.\n';
const yaml = (objects: readonly object[]): string =>
  header + objects.map((one) => stringify(one, { aliasDuplicateObjects: false, lineWidth: 0 })).join('---\n');

/**
 * Every file of k8s/ that follows from the manifest of services, by its path below that folder: `services.yaml` and the like are
 * written whole; of lists that pipelines and infra write too, the entries of services that came or went.
 */
export function filesOf(manifest: Manifest, k8s: string): ReadonlyMap<string, string> {
  const { services, routes } = manifest;
  const workloads = (file: string) =>
    yaml(services.flatMap((service) => workloadOf(join(k8s, 'base'), service, file)));
  const own = (overlay: string) => services.map((service) => ownSettings(k8s, service, overlay)).join('');
  const jobs = migrationsOf(join(k8s, 'components/migrations/job.yaml'), services);
  const components: Readonly<Record<string, readonly Data[]>> = {
    ...policiesOf(services),
    ingress: [ingressOf(routes)],
    migrations: jobs,
    monitoring: monitorsOf(services),
  };
  const previews = withPreviewImages(
    readFileSync(join(k8s, 'argocd/previews/github.yaml'), 'utf8'),
    services,
  );
  const gitlab = join(k8s, 'argocd/previews/gitlab.yaml');
  const before = existsSync(gitlab) ? readFileSync(gitlab, 'utf8') : undefined;
  const edited = (path: string, edit: (text: string) => string) =>
    [path, edit(readFileSync(join(k8s, path), 'utf8'))] as const;
  return new Map([
    ['base/services.yaml', workloads('all')],
    ...variants.map(([folder, file]) => [`${folder}/services.yaml`, workloads(file)] as const),
    ...Object.entries(components).map(
      ([name, objects]) => [`components/${name}/services.yaml`, yaml(objects)] as const,
    ),
    ...onAws.flatMap((overlay) => [
      [`overlays/${overlay}/services-registries.yaml`, yaml([registriesOf(manifest)])] as const,
      [`overlays/${overlay}/services.env`, envOf(services.map(({ image }) => [image, '']))] as const,
      edited(`overlays/${overlay}/infra.env`, (text) => withEnvironment(text, manifest)),
    ]),
    [
      'overlays/local/services.env',
      envOf([...queueNames(manifest), ...peerAddresses(manifest)]) + own('local'),
    ],
    ['overlays/preview/services.env', envOf(queueNames(manifest)) + own('preview')],
    ...['local', 'preview', ...onAws].map((overlay) =>
      edited(`overlays/${overlay}/images/kustomization.yaml`, (text) => withImages(text, services)),
    ),
    edited('../skaffold.yaml', (text) => withArtifacts(text, services)),
    ['argocd/previews/github.yaml', previews],
    ['argocd/previews/gitlab.yaml', previewsOnGitlab(previews, before)],
  ]);
}

/** Writes what has changed. @returns the paths of those files, below k8s/ */
export function writeFiles(manifest: Manifest, k8s: string): string[] {
  const changed = [...filesOf(manifest, k8s)].filter(([path, text]) => {
    const file = join(k8s, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  for (const [path, text] of changed) writeFileSync(join(k8s, path), text);
  return changed.map(([path]) => path);
}

const envOf = (pairs: readonly (readonly [string, string])[]): string =>
  header + pairs.map(([name, value]) => `${name}=${value}\n`).join('');

/** The settings that a service has of its own in an overlay: base/<service>/<overlay>.env. */
function ownSettings(k8s: string, { name }: Service, overlay: string): string {
  const file = join(k8s, 'base', name, `${overlay}.env`);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const queueNames = ({ queues }: Manifest) =>
  queues.map(({ setting, name }) => [`GNAR_${setting}`, name] as const);

/** Outside of production gear finds peers by a setting of ours, not by Kubernetes' links. */
function peerAddresses({ services }: Manifest) {
  const peers = new Set(services.flatMap(({ needs }) => needs.peers));
  return services
    .filter(({ name }) => peers.has(name))
    .map(({ name, variable }) => [`GNAR_${variable}_SERVICE_PORT`, `http://${name}-service:80`] as const);
}

/** The registries that `npm run infra:outputs` found, for the images and for what the API server admits. */
function registriesOf({ services }: Manifest): object {
  return services.map((service) => {
    const { name, image, variable, migrations } = service;
    const repository = (kind: string, object: string) => ({
      select: { kind, name: object },
      fieldPaths: ['spec.template.spec.containers.0.image'],
      options: { delimiter: '@', index: 0 },
    });
    return {
      source: { kind: 'ConfigMap', name: 'gnar', fieldPath: `data.GNAR_REGISTRY_${variable}` },
      targets: [
        // The plain name: kustomize before 5.8 compares it as it is, later ones match the whole of it as an expression.
        repository('Deployment', name),
        ...(migrations ? [repository('Job', migrationJobOf(service, services))] : []),
        { select: { kind: 'ConfigMap', name: 'admitted-images' }, fieldPaths: [`data.${image}`] },
      ],
    };
  });
}
