import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, ofKind, readKind } from './kubernetes-object.ts';
import { selects, workloadsOf } from './pods.ts';
import { providedSecrets } from './secret-keys.ts';

const serviceSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    selector: z.record(z.string(), z.string()).default({}),
    ports: z.array(z.looseObject({ port: z.number(), targetPort: z.union([z.string(), z.number()]) })),
  }),
});

/** Every name that one object has for another, or for a part of it, is the name of something that is there. */
export const references: Check = (objects) => [
  ...serviceProblems(objects),
  ...workloadProblems(objects),
  ...duplicates(objects),
];

function serviceProblems(objects: readonly KubernetesObject[]): string[] {
  const workloads = workloadsOf(objects);
  return readKind(objects, 'Service', serviceSchema).flatMap(({ name, value: { metadata, spec } }) => {
    const behind = workloads.filter(({ kind, labels }) => kind !== 'Job' && selects(spec.selector, labels));
    const portNames = behind.flatMap(({ containers }) =>
      containers.flatMap(({ ports }) => ports.map((port) => port.name)),
    );
    return [
      ...broken([[behind.length === 1, `${name}: selects ${behind.length} workloads`]]),
      // By its name callers find it: with the pods of another behind it they would ask the wrong program.
      ...behind.flatMap((workload) =>
        broken([
          [
            metadata.name.replace(/-service$/, '') === workload.name,
            `${name}: selects the pods of ${workload.name}`,
          ],
        ]),
      ),
      ...spec.ports.flatMap(({ targetPort }) =>
        broken([
          [
            typeof targetPort === 'string' && portNames.includes(targetPort),
            `${name}: its port leads to ${targetPort}, which no container names`,
          ],
          [targetPort !== 'health', `${name}: makes the health port known`],
        ]),
      ),
    ];
  });
}

function workloadProblems(objects: readonly KubernetesObject[]): string[] {
  const accounts = new Set(ofKind(objects, 'ServiceAccount').map(({ metadata }) => metadata.name));
  const configMaps = new Set(ofKind(objects, 'ConfigMap').map(({ metadata }) => metadata.name));
  const secrets = providedSecrets(objects);
  return workloadsOf(objects).flatMap(({ id, kind, pod, spec, labels, containers }) => [
    ...broken([
      [
        accounts.has(pod.serviceAccountName ?? ''),
        `${id}: runs as ${pod.serviceAccountName}, which is missing`,
      ],
      [
        kind === 'Job' || selects(spec.selector?.matchLabels ?? { none: '' }, labels),
        `${id}: does not select its own pods`,
      ],
    ]),
    ...containers.flatMap((container) => {
      const portNames = container.ports.map(({ name }) => name);
      const probed = [container.startupProbe, container.livenessProbe, container.readinessProbe]
        .map((probe) => probe?.httpGet?.port ?? probe?.tcpSocket?.port)
        .filter((port) => port !== undefined);
      const volumes = new Set(pod.volumes.map(({ name }) => name));
      const claims = JSON.stringify(spec['volumeClaimTemplates'] ?? []);
      return [
        ...probed.flatMap((port) =>
          broken([[portNames.includes(String(port)), `${id}: is probed at ${port}, which no port is named`]]),
        ),
        ...container.volumeMounts.flatMap(({ name }) =>
          broken([
            [
              volumes.has(name) || claims.includes(`"name":"${name}"`),
              `${id}: mounts ${name}, which is missing`,
            ],
          ]),
        ),
        ...container.envFrom.flatMap(({ configMapRef, secretRef }) =>
          broken([
            [secretRef === undefined, `${id}: takes a whole Secret into its environment`],
            [
              configMapRef === undefined || configMaps.has(configMapRef.name),
              `${id}: reads the ConfigMap ${configMapRef?.name}, which is missing`,
            ],
          ]),
        ),
        ...container.env.flatMap(({ name, valueFrom }) => {
          const { secretKeyRef, configMapKeyRef } = valueFrom ?? {};
          const ofSecret = secretKeyRef && secrets.get(secretKeyRef.name);
          return broken([
            [
              secretKeyRef === undefined ||
                (ofSecret === undefined ? secretKeyRef.optional === true : ofSecret.has(secretKeyRef.key)),
              `${id}: ${name} comes from ${secretKeyRef?.name}/${secretKeyRef?.key}, which is missing`,
            ],
            [
              configMapKeyRef === undefined || configMaps.has(configMapKeyRef.name),
              `${id}: ${name} comes from the ConfigMap ${configMapKeyRef?.name}, which is missing`,
            ],
          ]);
        }),
      ];
    }),
  ]);
}

function duplicates(objects: readonly KubernetesObject[]): string[] {
  const ids = objects.map(
    ({ kind, metadata }) => `${kind}/${metadata.name} in ${metadata.namespace ?? 'the cluster'}`,
  );
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id}: is there twice`);
}
