import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { nodeServices } from '../../services.ts';
import { GearMetrics } from '../../packages/gear/src/metrics/metrics.ts';

/** Labels by metric. */
export type KnownSeries = ReadonlyMap<string, ReadonlySet<string>>;

/** What Prometheus itself adds to what it reads of a pod. */
const ofTarget = ['namespace', 'pod', 'container', 'instance', 'job'];

/**
 * Of others, with the labels that we use: kube-state-metrics (docs/metrics in its repository), cert-manager
 * (cert-manager.io/docs/devops-tips/prometheus-metrics), Prometheus.
 */
const ofOthers: Readonly<Record<string, readonly string[]>> = {
  up: ofTarget,
  kube_deployment_status_replicas_available: ['namespace', 'deployment'],
  kube_pod_status_ready: ['namespace', 'pod', 'condition'],
  kube_pod_container_status_restarts_total: ['namespace', 'pod', 'container'],
  kube_horizontalpodautoscaler_status_current_replicas: ['namespace', 'horizontalpodautoscaler'],
  kube_horizontalpodautoscaler_spec_max_replicas: ['namespace', 'horizontalpodautoscaler'],
  kube_poddisruptionbudget_status_current_healthy: ['namespace', 'poddisruptionbudget'],
  kube_poddisruptionbudget_status_desired_healthy: ['namespace', 'poddisruptionbudget'],
  kube_job_failed: ['namespace', 'job_name', 'condition'],
  certmanager_certificate_expiration_timestamp_seconds: ['namespace', 'name'],
  // prom-client shows it from the first collection on, which no test can wait for.
  nodejs_gc_duration_seconds_sum: ['app', 'kind', ...ofTarget],
};

/** What gear measures, by its own page: names and labels are those of the code as it is. */
export async function gearSeries(): Promise<KnownSeries> {
  const metrics = new GearMetrics('any');
  metrics.collectProcess();
  metrics.request('GET', '/', 200, 0.01);
  metrics.outbox('mail', 'delivered');
  metrics.message('queue', 'handled');
  metrics.poll('queue', 'answered');
  metrics.watchPool(() => ({ busy: 1, idle: 1, waiting: 0 }));
  metrics.watchOutbox(() => Promise.resolve({ items: 0, oldestSeconds: 0, parked: 0 }));
  metrics.watchHashes(() => 0);
  return seriesOf(await metrics.registry.metrics());
}

const countersSchema = z.object({ counters: z.record(z.string(), z.object({ name: z.string() })) });

/** Counters that the services add, each in its `src/counters.ts`. */
async function countersOfServices(): Promise<KnownSeries> {
  const files = nodeServices
    .map(({ folder }) => fileURLToPath(new URL(`../../${folder}/src/counters.ts`, import.meta.url)))
    .filter((file) => existsSync(file));
  const modules: unknown[] = await Promise.all(files.map((file) => import(file)));
  const names = modules.flatMap((module) => Object.values(countersSchema.parse(module).counters));
  return new Map(names.map(({ name }) => [name, new Set(['app'])]));
}

/** Everything that an expression may be about, recorded names aside. */
export async function knownSeries(): Promise<KnownSeries> {
  const own = [...(await gearSeries()), ...(await countersOfServices())].map(
    ([name, labels]) => [name, new Set([...labels, ...ofTarget])] as const,
  );
  const others = Object.entries(ofOthers).map(([name, labels]) => [name, new Set(labels)] as const);
  return new Map([...own, ...others]);
}

/** Names and labels of a page in Prometheus's text format. */
export function seriesOf(page: string): KnownSeries {
  const series = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of page.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = series.get(name) ?? new Set<string>();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    series.set(name, known);
  }
  return series;
}
