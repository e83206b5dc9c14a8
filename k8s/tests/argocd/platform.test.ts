import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { readKind } from '../../checks/kubernetes-object.ts';
import { k8s, read, applications, rendered } from './objects.ts';

describe('the platform', () => {
  it.each(applications.map((each) => [each.metadata.name, each.spec] as const))(
    '%s is a chart of one fixed version, kept as it is written',
    (_, { source, project, syncPolicy }) => {
      expect(project).toBe('platform');
      expect(source.chart).toBeDefined();
      expect(source.targetRevision).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(syncPolicy.automated).toMatchObject({ prune: true, selfHeal: true });
    },
  );

  it('listens where the load balancer of infra sends to', () => {
    const nginx = applications.find(({ metadata }) => metadata.name === 'nginx-ingress')!;
    const { service } = z
      .object({
        controller: z.object({
          ingressClass: z.object({ name: z.literal('nginx') }),
          service: z.object({
            type: z.literal('NodePort'),
            externalTrafficPolicy: z.literal('Local'),
            httpPort: z.object({ nodePort: z.number() }),
            httpsPort: z.object({ nodePort: z.number() }),
          }),
        }),
      })
      .parse(nginx.spec.source.helm!.valuesObject).controller;
    expect(nginx.spec.destination.namespace).toBe('nginx-ingress');
    const { nodeApp, nodeRedirect } = portsOfInfra();
    expect(service.httpsPort.nodePort).toBe(nodeApp);
    expect(service.httpPort.nodePort).toBe(nodeRedirect);
  });

  it('measures what the autoscalers ask for', () => {
    const text = read('base/platform.yaml');
    const schema = z.object({
      spec: z.object({
        metrics: z.array(z.object({ pods: z.object({ metric: z.object({ name: z.string() }) }).optional() })),
      }),
    });
    const asked = readKind(rendered('production'), 'HorizontalPodAutoscaler', schema).flatMap(({ value }) =>
      value.spec.metrics.flatMap(({ pods }) => pods?.metric.name ?? []),
    );
    expect(asked.length).toBeGreaterThan(0);
    for (const name of asked) expect(text).toContain(`as: ${name}`);
  });
});

/** By its text: infra is a room of its own, which k8s imports nothing from. */
function portsOfInfra(): Readonly<Record<string, number>> {
  const text = readFileSync(join(k8s, '..', 'infra', 'src', 'network', 'ports.ts'), 'utf8');
  const pairs = [...text.matchAll(/^\s*(\w+): ([\d_]+),/gm)];
  return Object.fromEntries(pairs.map(([, name, port]) => [name!, Number(port!.replaceAll('_', ''))]));
}
