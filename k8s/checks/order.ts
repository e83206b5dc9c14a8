import { broken, type Check } from './check.ts';
import { type KubernetesObject, nameOf, ofKind } from './kubernetes-object.ts';
import { migrationJobOf } from '../rendering/services/workloads.ts';

const wave = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0');

/**
 * Argo CD's order: what everything needs, then the migrations, then the versions that need them, then the way in and the autoscalers. A hook of
 * the sync and not before it, because in the first one the database's password is made by the sync itself.
 */
export const order: Check = (objects, _place, { services: all }) => {
  const expected = all.filter(({ migrations }) => migrations).map((one) => migrationJobOf(one, all));
  const jobs = ofKind(objects, 'Job').filter(({ metadata }) => expected.includes(metadata.name));
  const missing = expected.filter((name) => !jobs.some(({ metadata }) => metadata.name === name));
  const before = ofKind(
    objects,
    'ConfigMap',
    'ExternalSecret',
    'Namespace',
    'NetworkPolicy',
    'Secret',
    'SecretStore',
    'Service',
    'ServiceAccount',
    'StatefulSet',
  );
  const services = ofKind(objects, 'Deployment').filter(({ metadata }) => metadata.name !== 'lodge');
  const last = ofKind(objects, 'Ingress', 'HorizontalPodAutoscaler');
  return [
    ...missing.map((name) => `Job/${name}: is missing`),
    ...jobs.flatMap((job) => [
      ...hookProblems(job),
      ...before.flatMap((object) =>
        broken([[wave(object) < wave(job), `${nameOf(object)}: comes after the migrations`]]),
      ),
      ...services.flatMap((object) =>
        broken([[wave(object) > wave(job), `${nameOf(object)}: does not wait for the migrations`]]),
      ),
    ]),
    ...last.flatMap((object) =>
      broken([
        [
          services.every((one) => wave(one) < wave(object)),
          `${nameOf(object)}: does not wait for the services`,
        ],
      ]),
    ),
  ];
};

function hookProblems(job: KubernetesObject): string[] {
  const annotations = job.metadata.annotations ?? {};
  return broken([
    [annotations['argocd.argoproj.io/hook'] === 'Sync', `${nameOf(job)}: is no hook of the sync`],
    [
      annotations['argocd.argoproj.io/hook-delete-policy'] === 'BeforeHookCreation',
      `${nameOf(job)}: blocks the next one`,
    ],
  ]);
}
