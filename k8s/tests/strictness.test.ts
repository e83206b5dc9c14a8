import { describe, expect, it } from '@jest/globals';
import type { KubernetesObject } from '../checks/kubernetes-object.ts';
import { modelProblems } from '../checks/models.ts';
import { unknownFields } from '../checks/unknown-fields.ts';
import { overlayNames, renderedObjects } from '../rendering/overlays.ts';
import { misspellings } from './misspelling.ts';
import { having, type Mutation, pagesDeployment, service, serviceDeployment, without } from './mutation.ts';

const pod = ['spec', 'template', 'spec'] as const;

describe('the strict reading of manifests', () => {
  it('refuses a misspelt field in every part of every kind that we use', () => {
    const places = new Map<string, KubernetesObject>();
    for (const object of overlayNames().flatMap(renderedObjects)) {
      for (const misspelt of misspellings(object)) places.set(misspelt.place, misspelt.object);
    }
    const problems = unknownFields([...places.values()]);
    const missed = [...places.keys()].filter(
      (_place, index) => problems[index]?.some((problem) => problem.includes('misspelt')) !== true,
    );
    expect(missed).toEqual([]);
    expect(places.size).toBeGreaterThan(200);
  });

  it.each<readonly [string, string, Mutation]>([
    [
      'text in place of a number',
      serviceDeployment,
      having(serviceDeployment, ['spec', 'revisionHistoryLimit'], 'five'),
    ],
    [
      'an object in place of a list',
      serviceDeployment,
      having(serviceDeployment, [...pod, 'containers'], {}),
    ],
    ['a pod without containers', serviceDeployment, without(serviceDeployment, ...pod, 'containers')],
    ['a Deployment without selector', pagesDeployment, without(pagesDeployment, 'spec', 'selector')],
    [
      'a port without number',
      `Service/${service}-service`,
      without(`Service/${service}-service`, 'spec', 'ports', 0, 'port'),
    ],
    [
      'a path without type',
      'Ingress/gnar',
      without('Ingress/gnar', 'spec', 'rules', 0, 'http', 'paths', 0, 'pathType'),
    ],
    [
      'a certificate without issuer',
      'Certificate/app-tls',
      without('Certificate/app-tls', 'spec', 'issuerRef'),
    ],
    [
      'a secret without its key',
      'ExternalSecret/jwt',
      without('ExternalSecret/jwt', 'spec', 'data', 0, 'remoteRef', 'key'),
    ],
    [
      'a kind of a version that is gone',
      'Ingress/gnar',
      having('Ingress/gnar', ['apiVersion'], 'extensions/v1beta1'),
    ],
  ])('refuses %s', async (_what, id, mutation) => {
    const objects = mutation(renderedObjects('production'));
    const problems = (await Promise.all(objects.map(modelProblems))).flat();
    expect(problems).toEqual([expect.stringContaining(id)]);
  });
});
