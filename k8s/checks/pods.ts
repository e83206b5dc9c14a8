import { z } from 'zod';
import { type KubernetesObject, nameOf } from './kubernetes-object.ts';

const keyRef = z.looseObject({ name: z.string(), key: z.string(), optional: z.boolean().optional() });

const envSchema = z.looseObject({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z
    .looseObject({ secretKeyRef: keyRef.optional(), configMapKeyRef: keyRef.optional() })
    .optional(),
});

const portSchema = z.union([z.string(), z.number()]);

const probeSchema = z.looseObject({
  httpGet: z.looseObject({ path: z.string(), port: portSchema }).optional(),
  tcpSocket: z.looseObject({ port: portSchema }).optional(),
  exec: z.looseObject({ command: z.array(z.string()) }).optional(),
  // What Kubernetes takes where nothing is said.
  periodSeconds: z.number().default(10),
  failureThreshold: z.number().default(3),
});

const quantities = z.looseObject({ cpu: z.string().optional(), memory: z.string().optional() }).optional();

const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string().default(''),
  command: z.array(z.string()).optional(),
  args: z.array(z.string()).optional(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        containerPort: z.number(),
        hostPort: z.number().optional(),
      }),
    )
    .default([]),
  env: z.array(envSchema).default([]),
  envFrom: z
    .array(
      z.looseObject({
        configMapRef: z.looseObject({ name: z.string() }).optional(),
        secretRef: z.looseObject({ name: z.string() }).optional(),
      }),
    )
    .default([]),
  startupProbe: probeSchema.optional(),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  lifecycle: z.looseObject({ preStop: z.looseObject({}).optional() }).optional(),
  resources: z.looseObject({ requests: quantities, limits: quantities }).default({}),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      privileged: z.boolean().optional(),
      procMount: z.string().optional(),
      capabilities: z
        .looseObject({ add: z.array(z.string()).optional(), drop: z.array(z.string()).optional() })
        .optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  volumeMounts: z
    .array(z.looseObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }))
    .default([]),
});

const podSpecSchema = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  enableServiceLinks: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      sysctls: z.array(z.unknown()).optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  topologySpreadConstraints: z
    .array(
      z.looseObject({
        topologyKey: z.string(),
        whenUnsatisfiable: z.string(),
        labelSelector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
      }),
    )
    .default([]),
  initContainers: z.array(containerSchema).default([]),
  containers: z.array(containerSchema),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});

const workloadSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().optional(),
    progressDeadlineSeconds: z.number().optional(),
    strategy: z
      .looseObject({
        type: z.string().optional(),
        rollingUpdate: z.looseObject({ maxUnavailable: portSchema.optional() }).optional(),
      })
      .optional(),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
    template: z.looseObject({
      metadata: z
        .looseObject({ labels: z.record(z.string(), z.string()).default({}) })
        .default({ labels: {} }),
      spec: podSpecSchema,
    }),
  }),
});

export type Container = z.infer<typeof containerSchema>;
export type PodSpec = z.infer<typeof podSpecSchema>;

/** A workload and the pods that it makes. */
export interface Workload {
  /** `Deployment/piste` */
  readonly id: string;
  readonly kind: string;
  /** `piste` */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: PodSpec;
  readonly containers: readonly Container[];
  readonly spec: z.infer<typeof workloadSchema>['spec'];
}

/** Everything in a rendered file that makes pods. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const parsed = workloadSchema.safeParse(object);
    if (!parsed.success) return [];
    const { template } = parsed.data.spec;
    return {
      id: nameOf(object),
      kind: object.kind,
      name: object.metadata.name,
      namespace: object.metadata.namespace ?? 'default',
      labels: template.metadata.labels,
      pod: template.spec,
      containers: [...template.spec.initContainers, ...template.spec.containers],
      spec: parsed.data.spec,
    };
  });
}

/** Whether labels satisfy a plain selector. */
export function selects(
  matchLabels: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}
