import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { healthListener } from '../../packages/gear/src/health/health-server.ts';
import { GearMetrics } from '../../packages/gear/src/metrics/metrics.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';
import { type Workload, workloadsOf } from './pods.ts';
import type { Product } from './product.ts';

const scalerSchema = z.looseObject({
  spec: z.looseObject({
    metrics: z
      .array(
        z.looseObject({
          pods: z.looseObject({ metric: z.looseObject({ name: z.string() }) }).optional(),
        }),
      )
      .default([]),
  }),
});

/** What gear's health port knows: its paths, and the names of its measurements. */
export interface HealthPort {
  readonly paths: ReadonlySet<string>;
  readonly series: ReadonlySet<string>;
}

/** Asks gear's own health server, as it is, for each of the paths. */
export async function askHealthPort(paths: readonly string[]): Promise<HealthPort> {
  const metrics = new GearMetrics('any');
  metrics.collectProcess();
  metrics.request('GET', '/', 200, 0.01);
  const server = createServer(
    healthListener({ checks: {}, ready: () => true, metrics: metrics.registry, securityHeaders: [] }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    const port = isAddress(address) ? address.port : 0;
    const answers = await Promise.all(
      paths.map(async (path) => ({ path, ok: (await fetch(`http://127.0.0.1:${port}${path}`)).ok })),
    );
    const page = await metrics.registry.metrics();
    return {
      paths: new Set(answers.filter(({ ok }) => ok).map(({ path }) => path)),
      series: new Set([...page.matchAll(/^([a-z_]+)[{ ]/gm)].map(([, name = '']) => name)),
    };
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** Paths that services of gear are probed at. */
export function probedPaths(objects: readonly KubernetesObject[], product: Product): string[] {
  return ofGear(objects, product).flatMap(({ containers }) =>
    containers.flatMap(({ startupProbe, livenessProbe, readinessProbe }) =>
      [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => probe?.httpGet?.path ?? []),
    ),
  );
}

const ofGear = (objects: readonly KubernetesObject[], { services }: Product): Workload[] =>
  workloadsOf(objects).filter(({ name }) =>
    services.some((service) => service.kind === 'node' && service.name === name),
  );

/** Probes ask gear for what it answers, and autoscaling goes by what it measures. */
export function measurements(
  objects: readonly KubernetesObject[],
  health: HealthPort,
  product: Product,
): string[] {
  const named = readKind(objects, 'HorizontalPodAutoscaler', scalerSchema).flatMap(({ name, value }) =>
    value.spec.metrics.flatMap(({ pods }) =>
      pods === undefined ? [] : [{ name, metric: pods.metric.name }],
    ),
  );
  const readiness = ofGear(objects, product).flatMap(({ id, containers }) =>
    containers.flatMap(({ livenessProbe, readinessProbe }) => [
      ...(livenessProbe?.httpGet?.path === '/healthz'
        ? []
        : [`${id}: is restarted when a dependency is down`]),
      ...(readinessProbe?.httpGet?.path === '/readyz'
        ? []
        : [`${id}: gets requests while a dependency is down`]),
    ]),
  );
  return [
    ...probedPaths(objects, product)
      .filter((path) => !health.paths.has(path))
      .map((path) => `gear does not answer ${path}`),
    ...named
      .filter(({ metric }) => !health.series.has(metric))
      .map(({ name, metric }) => `${name}: gear does not measure ${metric}`),
    ...readiness,
  ];
}
