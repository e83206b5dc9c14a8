import { describe, expect, it } from '@jest/globals';
import { askHealthPort, measurements, probedPaths } from '../checks/measurements.ts';
import { product } from '../checks/product.ts';
import { renderedObjects } from '../rendering/overlays.ts';
import { container, having, type Mutation, service, serviceDeployment } from './mutation.ts';

const metricName = ['spec', 'metrics', { type: 'Pods' }, 'pods', 'metric', 'name'] as const;

describe('the check "is probed at paths that gear answers, and scaled by what gear measures" fails when', () => {
  it.each<readonly [string, Mutation, string]>([
    [
      'a probe asks for another path',
      having(serviceDeployment, [...container, 'startupProbe', 'httpGet', 'path'], '/health'),
      'gear does not answer /health',
    ],
    [
      'liveness follows the dependencies',
      having(serviceDeployment, [...container, 'livenessProbe', 'httpGet', 'path'], '/readyz'),
      `${serviceDeployment}: is restarted when a dependency is down`,
    ],
    [
      'readiness does not follow the dependencies',
      having(serviceDeployment, [...container, 'readinessProbe', 'httpGet', 'path'], '/healthz'),
      `${serviceDeployment}: gets requests while a dependency is down`,
    ],
    [
      'an autoscaler follows a metric that does not exist',
      having(`HorizontalPodAutoscaler/${service}`, metricName, 'http_requests_per_second'),
      `HorizontalPodAutoscaler/${service}: gear does not measure http_requests_per_second`,
    ],
  ])('%s', async (_what, mutation, problem) => {
    const objects = mutation(renderedObjects('production'));
    expect(measurements(objects, await askHealthPort(probedPaths(objects, product)), product)).toContain(
      problem,
    );
  });
});
