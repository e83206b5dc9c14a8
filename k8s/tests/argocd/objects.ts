import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseObjects, readKind } from '../../checks/kubernetes-object.ts';

export const k8s = join(import.meta.dirname, '..', '..');
export const argocd = join(k8s, 'argocd');
export const files = ['projects', 'environments', 'platform', 'notifications'].map(
  (name) => `base/${name}.yaml`,
);
export const previews = ['previews/github.yaml', 'previews/gitlab.yaml'];
export const read = (file: string) => readFileSync(join(argocd, file), 'utf8');
export const objects = [...files, ...previews].flatMap((file) => parseObjects(read(file)));

/** Elsewhere the checks that build with it are skipped, aloud. */
export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
export const build = (folder: string) => execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });

const sourceSchema = z.object({
  repoURL: z.string(),
  targetRevision: z.string(),
  chart: z.string().optional(),
  path: z.string().optional(),
  directory: z.object({ include: z.string() }).optional(),
  helm: z.object({ valuesObject: z.looseObject({}) }).optional(),
  kustomize: z
    .object({
      namespace: z.string(),
      images: z.array(z.string()),
      patches: z.array(z.object({ target: z.looseObject({}), patch: z.string() })),
    })
    .optional(),
});
const specSchema = z.object({
  project: z.string(),
  source: sourceSchema,
  destination: z.object({ server: z.string(), namespace: z.string() }),
  syncPolicy: z.object({
    automated: z.object({ prune: z.boolean(), selfHeal: z.boolean(), allowEmpty: z.boolean().optional() }),
    syncOptions: z.array(z.string()),
    retry: z.object({ limit: z.number(), refresh: z.boolean().optional() }).optional(),
  }),
});
export const applicationSchema = z.object({ metadata: z.object({ name: z.string() }), spec: specSchema });
const setSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    goTemplateOptions: z.array(z.string()),
    generators: z.array(z.looseObject({})),
    syncPolicy: z.object({ preserveResourcesOnDeletion: z.boolean() }),
    template: z.object({
      metadata: z.object({
        name: z.string(),
        annotations: z.record(z.string(), z.string()).optional(),
        finalizers: z.array(z.string()).optional(),
      }),
      spec: specSchema,
    }),
  }),
});
const kindSchema = z.object({ group: z.string(), kind: z.string(), name: z.string().optional() });
const projectSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    sourceRepos: z.array(z.string()),
    destinations: z.array(z.object({ namespace: z.string() })),
    clusterResourceWhitelist: z.array(kindSchema),
    namespaceResourceWhitelist: z.array(kindSchema).optional(),
  }),
});

export const applications = readKind(objects, 'Application', applicationSchema).map(({ value }) => value);
const sets = readKind(objects, 'ApplicationSet', setSchema).map(({ value }) => value);
const [first, ...others] = sets;
if (first === undefined) throw new Error('There is no ApplicationSet.');

/** The product in each environment, and the previews of each forge. */
export const environments = first;
export const previewSets = others;
export const specs = [...applications.map(({ spec }) => spec), ...sets.map(({ spec }) => spec.template.spec)];
export const projects = new Map(
  readKind(objects, 'AppProject', projectSchema).map(({ value }) => [value.metadata.name, value.spec]),
);
export const rendered = (overlay: string) =>
  parseObjects(readFileSync(join(k8s, 'rendered', `${overlay}.yaml`), 'utf8'));
