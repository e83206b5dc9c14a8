import { nodeServices } from '../../../services.ts';
import { eventually, type Kubectl } from './kubectl.ts';
import { asText, rendered } from './product.ts';

const namespace = 'gnar';
const kinds = ['HorizontalPodAutoscaler', 'PodMonitor'];

/** Laptops have neither autoscaler nor monitors, so those of production are put there for the check. */
export async function checkMeasurements(kubectl: Kubectl): Promise<void> {
  const see = (path: string) =>
    kubectl.ask('-n', namespace, 'get', 'hpa', nodeServices[0]?.name ?? '', '-o', `jsonpath=${path}`);
  const objects = rendered('production').filter(({ kind }) => kinds.includes(kind));
  await kubectl.run(['apply', '--server-side', '--validate=strict', '-f', '-'], asText(objects));
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
    await kubectl.run(['delete', '-f', '-'], asText(objects));
  }
}
