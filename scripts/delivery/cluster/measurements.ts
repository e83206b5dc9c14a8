import { eventually, type Kubectl } from './kubectl.ts';

const namespace = 'gnar';

/** Laptops have no autoscaler (one replica each), so piste's own is put there for the check. */
export async function checkMeasurements(kubectl: Kubectl): Promise<void> {
  const see = (path: string) => kubectl.ask('-n', namespace, 'get', 'hpa', 'piste', '-o', `jsonpath=${path}`);
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
    const isBoth = (seen: string) => seen.includes('Resource') && seen.includes('Pods');
    await eventually('processor and requests are measured', () => see(measured), isBoth);
  } finally {
    await kubectl.run(['-n', namespace, 'delete', 'hpa', 'piste']);
  }
}
