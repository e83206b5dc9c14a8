import { readFileSync } from 'node:fs';
import { operationList, operations } from '@gnar/contract';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { nodeServices } from '../../services.ts';
import { ofKind, readKind } from '../checks/kubernetes-object.ts';
import { selects, workloadsOf } from '../checks/pods.ts';
import { dashboardExpressions } from '../monitoring/dashboards.ts';
import { namesIn } from '../monitoring/expression.ts';
import { type KnownSeries, knownSeries, seriesOf } from '../monitoring/known-series.ts';
import { appliedRules, rulesOf } from '../monitoring/rules.ts';
import { renderedObjects, root } from '../rendering/overlays.ts';

const rules = rulesOf(appliedRules());
const recorded = rules.flatMap(({ record }) => record ?? []);
const expressions = [
  ...rules.map(({ expr, alert, record }) => ({ where: alert ?? record ?? '', expr })),
  ...dashboardExpressions().map(({ where, expr }) => ({ where, expr })),
];

let known: KnownSeries;
beforeAll(async () => {
  known = await knownSeries();
});

/** What an expression names that is not measured. */
function unknownIn(expression: string): string[] {
  const { selectors, grouping } = namesIn(expression);
  const available = new Set<string>();
  const problems = selectors.flatMap(({ metric, labels }) => {
    const has = recorded.includes(metric) ? new Set(['app']) : known.get(metric);
    if (has === undefined) return [`${metric} is not measured`];
    for (const label of has) available.add(label);
    return labels.filter((label) => !has.has(label)).map((label) => `${metric} has no label ${label}`);
  });
  return [
    ...problems,
    ...grouping.filter((label) => !available.has(label)).map((label) => `nothing has a label ${label}`),
  ];
}

describe('rules and dashboards', () => {
  it.each(expressions)('ask for what is measured, by labels that it has: $where', ({ expr }) => {
    expect(namesIn(expr).selectors).not.toEqual([]);
    expect(unknownIn(expr)).toEqual([]);
  });

  it('would be found out if they did not', () => {
    expect(unknownIn('sum by (service) (rate(http_request_duration_seconds_count{path="/"}[5m]))')).toEqual([
      'http_request_duration_seconds_count has no label path',
      'nothing has a label service',
    ]);
    expect(unknownIn('http_requests_total > 0')).toEqual(['http_requests_total is not measured']);
  });

  it('name routes that the contract has', () => {
    const paths = operationList.map(({ path }) => path);
    const named = expressions.flatMap(({ expr }) =>
      [...expr.matchAll(/route=~?"([^"]+)"/g)].flatMap(([, list = '']) => list.split('|')),
    );
    expect(named.length).toBeGreaterThan(3);
    for (const route of named) expect(paths).toContain(route);
  });

  it('know how a log-in fails: the contract answers a wrong password with 401', () => {
    expect(operations.logIn.problems.map(({ status }) => status)).toContain(401);
  });

  it('are tested with a recording of what gear measures today', () => {
    const file: unknown = parse(readFileSync(`${root}monitoring/recordings/piste.yaml`, 'utf8'));
    const { input_series: series } = z
      .object({ input_series: z.array(z.object({ series: z.string() })) })
      .parse(file);
    const page = seriesOf(series.map((one) => `${one.series} 0`).join('\n'));
    for (const [name, labels] of page) for (const label of labels) expect(known.get(name)).toContain(label);
    for (const name of ['queue_polls_total', 'outbox_oldest_seconds', 'database_pool_connections']) {
      expect([...page.keys()]).toContain(name);
    }
  });
});

const monitorSchema = z.looseObject({
  spec: z.looseObject({
    namespaceSelector: z.looseObject({ matchNames: z.array(z.string()) }).optional(),
    selector: z.looseObject({ matchLabels: z.record(z.string(), z.string()) }),
    podMetricsEndpoints: z.array(z.looseObject({ port: z.string(), path: z.string() })),
  }),
});

describe('what Prometheus measures', () => {
  const objects = renderedObjects('production');
  const monitors = readKind(objects, 'PodMonitor', monitorSchema);

  it.each(nodeServices)('$name is, on the port and path where gear answers', ({ name }) => {
    const workload = workloadsOf(objects).find(({ id }) => id === `Deployment/${name}`);
    const own = monitors.filter(
      ({ value: { spec } }) =>
        spec.namespaceSelector === undefined && selects(spec.selector.matchLabels, workload?.labels ?? {}),
    );
    expect(own.map(({ value }) => value.spec.podMetricsEndpoints)).toEqual([
      [expect.objectContaining({ port: 'health', path: '/metrics' })],
    ]);
    expect(workload?.containers.flatMap(({ ports }) => ports.map((port) => port.name))).toContain('health');
  });

  it('is nothing else of ours: no monitor finds no pod', () => {
    const measured = ['cert-manager', ...nodeServices.map(({ name }) => name)];
    expect(monitors.map(({ name }) => name).toSorted()).toEqual(
      measured.map((name) => `PodMonitor/${name}`).toSorted(),
    );
  });

  it('only where the platform brings the operator, whose kinds these are', () => {
    for (const overlay of ['local', 'preview', 'staging']) {
      expect(ofKind(renderedObjects(overlay), 'PodMonitor', 'PrometheusRule')).toEqual([]);
    }
  });
});
