import { describe, expect, it } from '@jest/globals';
import { askHealthPort, measurements, probedPaths } from '../checks/measurements.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import { container, having, type Mutation, piste } from './mutation.ts';

const metricName = ['spec', 'metrics', 1, 'pods', 'metric', 'name'] as const;

describe('"is probed at paths that gear answers, and scaled by what gear measures" is broken when by hand', () => {
  it.each<readonly [string, Mutation, string]>([
    [
      'a probe asks for another path',
      having(piste, [...container, 'startupProbe', 'httpGet', 'path'], '/health'),
      'gear does not answer /health',
    ],
    [
      'liveness follows the dependencies',
      having(piste, [...container, 'livenessProbe', 'httpGet', 'path'], '/readyz'),
      'Deployment/piste: is restarted when a dependency is away',
    ],
    [
      'readiness does not follow the dependencies',
      having('Deployment/off-piste', [...container, 'readinessProbe', 'httpGet', 'path'], '/healthz'),
      'Deployment/off-piste: gets requests while a dependency is away',
    ],
    [
      'an autoscaler goes by what nobody measures',
      having('HorizontalPodAutoscaler/piste', metricName, 'http_requests_per_second'),
      'HorizontalPodAutoscaler/piste: gear does not measure http_requests_per_second',
    ],
  ])('%s', async (_what, mutation, problem) => {
    const objects = mutation(renderedObjects('production'));
    expect(measurements(objects, await askHealthPort(probedPaths(objects)))).toContain(problem);
  });
});
