import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { alpnPolicy, externalDns, nodePorts, volumeAddOn } from '../../../infra/src/for-k8s.ts';
import { parseObjects, readKind } from '../../checks/kubernetes-object.ts';
import {
  k8s,
  argocd,
  read,
  hasKubectl,
  build,
  applications,
  applicationSchema,
  rendered,
} from './objects.ts';

const withKubectl = hasKubectl ? it : it.skip;

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
    expect(service.httpsPort.nodePort).toBe(nodePorts.nodeApp);
    expect(service.httpPort.nodePort).toBe(nodePorts.nodeRedirect);
  });

  it('speaks HTTP/2, which the load balancer of infra has promised by then', () => {
    expect(alpnPolicy).toBe('HTTP2Preferred');
    expect(controllerOf(applications).config.entries).toMatchObject({ http2: 'true' });
  });

  withKubectl.each(['staging', 'production'])(
    'of %s writes an address into Ingresses: Argo CD waits for one, and a NodePort has none',
    (environment) => {
      const { service, config } = controllerOf(builtApplications(environment));
      const waiting = rendered(environment).filter(({ kind }) => kind === 'Ingress');
      expect([service.type, waiting.length]).toEqual(['NodePort', 1]);
      expect(config.entries['external-status-address']).toBe(
        appHost(environment, config.entries['external-status-address']),
      );
    },
  );

  withKubectl("has staging's name kept by kops, and production's by infra's load balancer", () => {
    const [staging, production] = ['staging', 'production'].map(
      (environment) => controllerOf(builtApplications(environment)).service.annotations ?? {},
    );
    const name = staging?.['dns.alpha.kubernetes.io/external'];
    expect(staging).toEqual({ 'dns.alpha.kubernetes.io/external': appHost('staging', name) });
    expect(production).toEqual({});
    expect(externalDns.provider).toBe('dns-controller');
  });

  withKubectl('of production keeps what it has measured, and the password to look at it', () => {
    const prometheus = builtApplications('production').find(
      ({ metadata }) => metadata.name === 'prometheus',
    )!;
    expect(prometheus.spec.source.helm!.valuesObject).toMatchObject({
      prometheus: {
        prometheusSpec: {
          retention: '15d',
          storageSpec: {
            volumeClaimTemplate: { spec: { resources: { requests: { storage: expect.any(String) } } } },
          },
        },
      },
      grafana: { admin: { existingSecret: 'grafana-admin' } },
    });
    const page = readFileSync(join(k8s, '..', 'docs', 'deploy-kubernetes.md'), 'utf8');
    expect(page).toContain('-n monitoring create secret generic grafana-admin --from-literal=admin-user=');
    expect(page).toContain('--from-literal=admin-password=');
    expect(volumeAddOn).toBe('aws-ebs-csi-driver');
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

const controllerSchema = z.object({
  controller: z.object({
    service: z.object({ type: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
    config: z.object({ entries: z.record(z.string(), z.string()) }),
  }),
});
function controllerOf(among: typeof applications) {
  const nginx = among.find(({ metadata }) => metadata.name === 'nginx-ingress')!;
  return controllerSchema.parse(nginx.spec.source.helm!.valuesObject).controller;
}

const builtApplications = (environment: string) =>
  readKind(parseObjects(build(join(argocd, environment))), 'Application', applicationSchema).map(
    ({ value }) => value,
  );

/**
 * As `npm run infra:outputs` has written it. The page names the founder's domain for every environment at once: of one that is not
 * up, whose host is still the example's, the name that stands in k8s/argocd is right.
 */
function appHost(environment: string, named: string | undefined): string | undefined {
  const text = readFileSync(join(k8s, 'overlays', environment, 'infra.env'), 'utf8');
  const host = /^GNAR_APP_HOST=(.+)$/m.exec(text)?.[1] ?? '';
  return host.endsWith('example.com') && named?.startsWith('app.') ? named : host;
}
