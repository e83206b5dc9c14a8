import { z } from 'zod';
import type { Service } from '../../services.types.ts';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';
import { selects, type Workload, workloadsOf } from './pods.ts';
import type { Place } from './place.ts';

const budgetSchema = z.looseObject({
  spec: z.looseObject({
    maxUnavailable: z.union([z.number(), z.string()]).optional(),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()).default({}) }),
  }),
});

const autoscalerSchema = z.looseObject({
  spec: z.looseObject({
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
    minReplicas: z.number().optional(),
    maxReplicas: z.number(),
    metrics: z.array(z.looseObject({ type: z.string() })).default([]),
  }),
});

/** Seconds for the kubelet to notice that a stop has ended. */
const marginSeconds = 5;
/** Seconds that a pod may take to start: on a busy node the first start of a process takes many times what it takes on an idle one. */
const shortestStart = 30;
/** Seconds after which a rollout counts as failed: Argo CD then asks for the way back (k8s/argocd/base/notifications.yaml). */
const longestRollout = 600;

/** A rollout, a drained node or a zone that is down fails no request (security.md, 40–42). */
export const availability: Check = (objects, place, { services }) => {
  const workloads = workloadsOf(objects);
  return services.flatMap(({ name, kind }) => {
    const service = workloads.find((workload) => workload.id === `Deployment/${name}`);
    if (service === undefined) return [`Deployment/${name}: is missing`];
    return [
      ...rolloutProblems(service),
      ...stopProblems(service, kind),
      ...spreadProblems(service),
      ...budgetProblems(service, objects),
      ...scalingProblems(service, kind, objects, place),
    ];
  });
};

/** Probes stand on everything that runs on, ours or not. */
export const probes: Check = (objects) =>
  workloadsOf(objects)
    .filter(({ kind }) => kind !== 'Job')
    .flatMap(({ id, containers }) =>
      containers.flatMap(({ name, startupProbe, livenessProbe, readinessProbe }) =>
        broken([
          [startupProbe !== undefined, `${id}, ${name}: has no startup probe`],
          [livenessProbe !== undefined, `${id}, ${name}: has no liveness probe`],
          [readinessProbe !== undefined, `${id}, ${name}: has no readiness probe`],
        ]),
      ),
    );

function rolloutProblems({ id, spec, containers }: Workload): string[] {
  const deadline = spec.progressDeadlineSeconds ?? Infinity;
  const { periodSeconds = 0, failureThreshold = 0 } = containers[0]?.startupProbe ?? {};
  const start = periodSeconds * failureThreshold;
  return broken([
    [spec.strategy?.type === 'RollingUpdate', `${id}: is not replaced pod by pod`],
    [spec.strategy?.rollingUpdate?.maxUnavailable === 0, `${id}: loses a pod before the new one is ready`],
    [spec.replicas === undefined, `${id}: sets replicas, which the HPA does`],
    [typeof spec['revisionHistoryLimit'] === 'number', `${id}: keeps every old version for ever`],
    [
      deadline <= longestRollout,
      `${id}: a rollout that hangs is reported after ${deadline} s, not ${longestRollout}`,
    ],
    [
      deadline > start,
      `${id}: a rollout is given up after ${deadline} s, while a pod may start for ${start} s`,
    ],
    [
      start >= shortestStart,
      `${id}: is killed after ${start} s of starting; slow nodes need ${shortestStart}`,
    ],
  ]);
}

/** Long enough for the service's own stop, which begins by itself; nginx has to be told to wait. */
function stopProblems({ id, pod, containers }: Workload, service: Service['kind']): string[] {
  const grace = pod.terminationGracePeriodSeconds ?? 0;
  const [container] = containers;
  const seconds = (name: string) =>
    Number(container?.env.find((variable) => variable.name === name)?.value ?? Number.NaN);
  if (service === 'page') {
    const command = JSON.stringify(container?.lifecycle?.preStop ?? '');
    const sleeps = [...command.matchAll(/sleep (\d+)/g)].map(([, digits]) => Number(digits));
    const total = sleeps.reduce((sum, value) => sum + value, 0);
    return broken([
      [
        /sleep \d+; kill -QUIT 1/.test(command),
        `${id}: has no preStop that waits and then lets nginx finish`,
      ],
      [total + marginSeconds <= grace, `${id}: its preStop takes ${total} s of the ${grace} s it has`],
    ]);
  }
  const own = seconds('GNAR_SHUTDOWN_WAIT_SECONDS') + seconds('GNAR_SHUTDOWN_GRACE_SECONDS');
  return broken([
    [seconds('GNAR_SHUTDOWN_WAIT_SECONDS') > 0, `${id}: stops listening before proxies know`],
    [own + marginSeconds <= grace, `${id}: its stop takes ${own} s and is cut off after ${grace} s`],
  ]);
}

function spreadProblems({ id, pod, labels }: Workload): string[] {
  const keys = pod.topologySpreadConstraints
    .filter(({ labelSelector }) => selects(labelSelector?.matchLabels ?? { none: '' }, labels))
    .map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable] as const);
  const rule = new Map(keys);
  return broken([
    [rule.has('topology.kubernetes.io/zone'), `${id}: is not spread over the zones`],
    [rule.get('kubernetes.io/hostname') === 'DoNotSchedule', `${id}: is not spread over the nodes`],
  ]);
}

function budgetProblems({ id, labels }: Workload, objects: readonly KubernetesObject[]): string[] {
  const budgets = readKind(objects, 'PodDisruptionBudget', budgetSchema).filter(({ value }) =>
    selects(value.spec.selector.matchLabels, labels),
  );
  return broken([
    [budgets.length === 1, `${id}: has ${budgets.length} PodDisruptionBudgets`],
    [
      budgets.every(({ value }) => value.spec.maxUnavailable === 1),
      `${id}: its PodDisruptionBudget does not let exactly one pod go at a time`,
    ],
  ]);
}

function scalingProblems(
  { id, name }: Workload,
  service: Service['kind'],
  objects: readonly KubernetesObject[],
  place: Place,
): string[] {
  const [scaler] = readKind(objects, 'HorizontalPodAutoscaler', autoscalerSchema).filter(
    ({ value }) => value.spec.scaleTargetRef.kind === 'Deployment' && value.spec.scaleTargetRef.name === name,
  );
  if (!place.replicated) {
    return broken([[scaler === undefined, `${id}: is scaled where there is no room for it`]]);
  }
  if (scaler === undefined) return [`${id}: is not scaled`];
  const { minReplicas = 1, maxReplicas, metrics } = scaler.value.spec;
  const types = metrics.map(({ type }) => type);
  return broken([
    [minReplicas >= 2, `${id}: may be a single pod`],
    [maxReplicas > minReplicas, `${id}: cannot grow`],
    [types.includes('Resource'), `${id}: is not scaled by its processor time`],
    [service === 'page' || types.includes('Pods'), `${id}: is not scaled by its requests`],
  ]);
}
