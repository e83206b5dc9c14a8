import { broken, type Check } from './check.ts';
import { type KubernetesObject, nameOf, ofKind } from './kubernetes-object.ts';

const wave = ({ metadata }: KubernetesObject): number =>
  Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0');

/**
 * Argo CD's order: what everything needs, then the migrations, then the versions that need them, then the way in and the autoscalers. A hook of
 * the sync and not before it, because in the first one the database's password is made by the sync itself.
 */
export const order: Check = (objects) => {
  const [migrate] = ofKind(objects, 'Job').filter(({ metadata }) => metadata.name === 'migrate');
  if (migrate === undefined) return ['Job/migrate: is missing'];
  const annotations = migrate.metadata.annotations ?? {};
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
  const last = ofKind(objects, 'Ingress', 'Gateway', 'HTTPRoute', 'HorizontalPodAutoscaler');
  return [
    ...broken([
      [annotations['argocd.argoproj.io/hook'] === 'Sync', `${nameOf(migrate)}: is no hook of the sync`],
      [
        annotations['argocd.argoproj.io/hook-delete-policy'] === 'BeforeHookCreation',
        `${nameOf(migrate)}: stands in the way of the next one`,
      ],
    ]),
    ...before.flatMap((object) =>
      broken([[wave(object) < wave(migrate), `${nameOf(object)}: comes after the migrations`]]),
    ),
    ...services.flatMap((object) =>
      broken([[wave(object) > wave(migrate), `${nameOf(object)}: does not wait for the migrations`]]),
    ),
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
