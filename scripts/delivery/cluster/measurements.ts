import { eventually, type Kubectl } from './kubectl.ts';
import { asText } from './product.ts';

const namespace = 'gnar';

/** Prometheus finds the pods by it, as it finds those of an environment by what that renders. */
const monitor = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PodMonitor',
  metadata: { name: 'measurements-check', namespace },
  spec: {
    selector: { matchLabels: { 'app.kubernetes.io/name': 'piste' } },
    podMetricsEndpoints: [{ port: 'health', path: '/metrics', interval: '10s' }],
  },
};

/** Laptops have no autoscaler (one replica each), so piste's own is put there for the check. */
export async function checkMeasurements(kubectl: Kubectl): Promise<void> {
  const see = (path: string) => kubectl.ask('-n', namespace, 'get', 'hpa', 'piste', '-o', `jsonpath=${path}`);
  await kubectl.run(['apply', '--server-side', '-f', '-'], asText([monitor]));
  await kubectl.run(['-n', namespace, 'apply', '--server-side', '-f', 'k8s/base/piste/hpa.yaml']);
  try {
    const active = '{.status.conditions[?(@.type=="ScalingActive")].status}';
    await eventually(
      'the autoscaler works',
      () => see(active),
      (seen) => seen === 'True',
    );
    // Both: the processor (metrics-server) and the rate of requests (prometheus-adapter).
    const measured = '{.status.currentMetrics[*].type}';
    await eventually(
      'processor and requests are measured',
      () => see(measured),
      (seen) => seen.includes('Resource') && seen.includes('Pods'),
    );
  } finally {
    await kubectl.run(['-n', namespace, 'delete', 'hpa/piste', 'podmonitor/measurements-check']);
  }
}
