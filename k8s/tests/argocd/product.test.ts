import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseObjects, readKind, type KubernetesObject } from '../../checks/kubernetes-object.ts';
import { modelProblems } from '../../checks/models.ts';
import { unknownFields } from '../../checks/unknown-fields.ts';
import {
  k8s,
  argocd,
  files,
  read,
  objects,
  hasKubectl,
  build,
  applicationSchema,
  environments,
  specs,
  projects,
  rendered,
} from './objects.ts';

const withKubectl = hasKubectl ? it : it.skip;

/** Of the whole cluster, in what the overlays render. */
const clusterWide = new Set([
  'Namespace',
  'ClusterIssuer',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'PriorityClass',
  'ClusterRole',
  'ClusterRoleBinding',
]);
const groupOf = ({ apiVersion }: KubernetesObject) =>
  apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';

describe("Argo CD's objects", () => {
  it('are what its own definitions say, with no field beyond', async () => {
    const problems = (await Promise.all(objects.map(modelProblems))).flat();
    expect([...problems, ...unknownFields(objects).flat()]).toEqual([]);
  });

  it('are all in the folder that is applied', () => {
    const listed = readdirSync(join(argocd, 'base')).filter((file) => file !== 'kustomization.yaml');
    expect(listed.toSorted()).toEqual(files.map((file) => file.slice('base/'.length)).toSorted());
    expect(parse(read('base/kustomization.yaml'))).toMatchObject({
      resources: expect.arrayContaining(listed),
    });
  });

  withKubectl.each([
    ['staging', ['external-secrets', 'nginx-ingress']],
    ['production', ['cert-manager', 'external-secrets', 'nginx-ingress', 'prometheus', 'prometheus-adapter']],
  ] as const)('for %s bring what its cluster lacks', (environment, expected) => {
    const built = parseObjects(build(join(argocd, environment)));
    const names = readKind(built, 'Application', applicationSchema).map(({ value }) => value.metadata.name);
    expect(names.toSorted()).toEqual(expected);
    expect(built.filter(({ metadata }) => metadata.namespace !== 'argocd')).toEqual([]);
  });
});

describe('the product', () => {
  it('is applied as it was reviewed: the rendered file of the environment, and no other', () => {
    const { source } = environments.spec.template.spec;
    expect(source).toMatchObject({ path: 'k8s/rendered', targetRevision: 'main' });
    for (const environment of ['staging', 'production']) {
      const label = '{{ index .metadata.labels "gnar.dev/environment" }}';
      const file = source.directory!.include.replace(label, environment);
      expect(readdirSync(join(k8s, 'rendered'))).toContain(file);
      expect(file).not.toMatch(/[*?{[]/);
    }
    expect(source.kustomize).toBeUndefined();
  });

  it('is restored after a manual change, and loses what the file loses', () => {
    const { automated, syncOptions } = environments.spec.template.spec.syncPolicy;
    expect(automated).toEqual({ prune: true, selfHeal: true, allowEmpty: false });
    expect(syncOptions).toEqual(
      expect.arrayContaining([
        'ServerSideApply=true',
        'Validate=true',
        // On a fresh cluster the platform's definitions may not be there yet.
        'SkipDryRunOnMissingResource=true',
      ]),
    );
  });

  it('does not go when its ApplicationSet goes', () => {
    expect(environments.spec.syncPolicy.preserveResourcesOnDeletion).toBe(true);
    expect(environments.spec.template.metadata.finalizers).toBeUndefined();
  });

  it.each(['staging', 'production'])('of %s needs no kind that its project keeps out', (environment) => {
    const allowed = projects
      .get('gnar')!
      .clusterResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
    const needed = rendered(environment).filter(({ kind }) => clusterWide.has(kind));
    expect(
      needed.map((object) => `${groupOf(object)}/${object.kind}`).filter((each) => !allowed.includes(each)),
    ).toEqual([]);
  });

  it.each(['staging', 'production'])('of %s stays in the namespaces of its project', (environment) => {
    const namespaces = new Set(rendered(environment).flatMap(({ metadata }) => metadata.namespace ?? []));
    const allowed = projects.get('gnar')!.destinations.map(({ namespace }) => namespace);
    expect([...namespaces].filter((namespace) => !allowed.includes(namespace))).toEqual([]);
    expect([...namespaces]).toContain('gnar');
  });

  it.each(['staging', 'production'])(
    'of %s is migrated before its pods change, and is shown when they run',
    (environment) => {
      const waveOf = ({ metadata }: KubernetesObject) =>
        Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
      const waves = (kind: string) =>
        rendered(environment)
          .filter((object) => object.kind === kind)
          .map(waveOf);
      const migrate = rendered(environment).find(
        ({ kind, metadata }) => kind === 'Job' && metadata.name === 'migrate',
      )!;
      expect(migrate.metadata.annotations).toMatchObject({
        'argocd.argoproj.io/hook': expect.stringMatching(/^(Pre)?Sync$/),
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      });
      expect(Math.min(...waves('Deployment'))).toBeGreaterThan(waveOf(migrate));
      expect(Math.max(...waves('ConfigMap'), ...waves('ExternalSecret'))).toBeLessThan(waveOf(migrate));
      expect(Math.min(...waves('Ingress'))).toBeGreaterThan(Math.max(...waves('Deployment')));
    },
  );
});

describe('projects', () => {
  it('take only what their applications come from, and put it only where those go', () => {
    for (const { project, source, destination } of specs) {
      const { sourceRepos, destinations } = projects.get(project)!;
      // On GitLab the founder writes another address into all of them; docs/deploy-kubernetes.md says how.
      const repository = source.repoURL.replace('https://gitlab.com/', 'https://github.com/');
      expect(sourceRepos).toContain(repository);
      const place = destination.namespace.replace(/\{\{[^}]*\}\}/g, '7');
      const fits = destinations.some(({ namespace }) =>
        new RegExp(`^${namespace.replace('*', '[a-z0-9-]+')}$`).test(place),
      );
      expect([place, fits]).toEqual([place, true]);
    }
  });

  it('of the product and of previews reach neither another namespace nor the rights of the cluster', () => {
    expect(projects.get('gnar')!.destinations.map(({ namespace }) => namespace)).toEqual([
      'gnar',
      // The log agent, which the product's file brings along.
      'logging',
    ]);
    expect(projects.get('gnar-previews')!.destinations.map(({ namespace }) => namespace)).toEqual([
      'gnar-preview-*',
    ]);
    for (const name of ['gnar', 'gnar-previews']) {
      const kinds = projects.get(name)!.clusterResourceWhitelist.map(({ kind }) => kind);
      expect(kinds.filter((kind) => /\*|Role|Webhook|CustomResource/.test(kind))).toEqual([]);
    }
    expect(projects.get('gnar-previews')!.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'gnar-preview-*' },
    ]);
  });

  it('let a preview have the kinds of its overlay and no other: above all no way to secrets of staging', () => {
    const { namespaceResourceWhitelist = [] } = projects.get('gnar-previews')!;
    const allowed = namespaceResourceWhitelist.map(({ group, kind }) => `${group}/${kind}`);
    const needed = rendered('preview')
      .filter(({ kind }) => !clusterWide.has(kind))
      .map((object) => `${groupOf(object)}/${object.kind}`);
    expect(new Set(allowed)).toEqual(new Set(needed));
    expect(allowed.filter((kind) => /SecretStore|Role|Quota|\*/.test(kind))).toEqual([]);
  });
});
