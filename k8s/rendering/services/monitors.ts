import type { Service } from '../../../services.types.ts';
import type { Data } from './merge.ts';

const labels = { 'app.kubernetes.io/part-of': 'gnar' };

/** How Prometheus finds the node services, and the alert for one that it does not find; pages measure nothing. */
export function monitorsOf(services: readonly Service[]): Data[] {
  const names = services.filter(({ kind }) => kind === 'node').map(({ name }) => name);
  return [...names.map(podMonitor), notMeasured(names)];
}

/** Pods, not Services: the health port is in no Service, so that nothing else finds it. */
const podMonitor = (name: string): Data => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name, labels },
  spec: {
    selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    podMetricsEndpoints: [
      // The outbox is counted at each scrape; a database that is down costs seconds.
      { port: 'health', path: '/metrics', interval: '30s', scrapeTimeout: '10s' },
    ],
  },
});

/** Without this one, missing measurements would look like good news. */
const notMeasured = (names: readonly string[]): Data => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'gnar-service-alerts', labels },
  spec: {
    groups: [
      {
        name: 'gnar-service-alerts',
        rules: [
          {
            alert: 'ServiceNotMeasured',
            expr: [
              `max by (container) (up{namespace="gnar",container=~"${names.join('|')}"}) == 0`,
              ...names.map((name) => `absent(up{namespace="gnar",container="${name}"})`),
            ]
              .join('\nor\n')
              .concat('\n'),
            for: '10m',
            // By `namespace` Alertmanager finds our receivers.
            labels: { severity: 'ticket', namespace: 'gnar' },
            annotations: {
              summary: 'Prometheus does not reach {{ $labels.container }}',
              description: 'No other alert about {{ $labels.container }} can be trusted meanwhile.',
              runbook_url: 'docs/operate.md#alarm-service-not-measured',
            },
          },
        ],
      },
    ],
  },
});
