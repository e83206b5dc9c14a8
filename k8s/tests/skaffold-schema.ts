import { parseDocument } from 'yaml';
import { z } from 'zod';

/** What we use of Skaffold's configuration; an unknown key is refused. */
const customArtifact = z.strictObject({
  image: z.string(),
  context: z.literal('.'),
  custom: z.strictObject({
    buildCommand: z.string(),
    dependencies: z.strictObject({ paths: z.array(z.string()), ignore: z.array(z.string()) }),
  }),
});
const reloadedArtifact = z.strictObject({
  image: z.string(),
  context: z.literal('.'),
  docker: z.strictObject({ dockerfile: z.string(), buildArgs: z.strictObject({ SERVICE: z.string() }) }),
  sync: z.strictObject({ manual: z.array(z.strictObject({ src: z.string(), dest: z.string() })) }),
});
const patch = z.union([
  z.strictObject({
    op: z.literal('replace'),
    path: z.string().regex(/^\/build\/artifacts\/\d$/),
    value: reloadedArtifact,
  }),
  z.strictObject({
    op: z.literal('replace'),
    path: z.enum([
      '/manifests/kustomize/paths/0',
      '/deploy/kubeContext',
      '/deploy/kubectl/hooks/before/0/host/command/2',
    ]),
    value: z.string(),
  }),
]);
const skaffoldSchema = z.strictObject({
  apiVersion: z.literal('skaffold/v4beta13'),
  kind: z.literal('Config'),
  metadata: z.strictObject({ name: z.string() }),
  build: z.strictObject({
    local: z.strictObject({ push: z.literal(false), concurrency: z.number().int() }),
    tagPolicy: z.strictObject({ inputDigest: z.strictObject({}) }),
    artifacts: z.array(customArtifact),
  }),
  manifests: z.strictObject({ kustomize: z.strictObject({ paths: z.array(z.string()) }) }),
  deploy: z.strictObject({
    kubeContext: z.string(),
    statusCheckDeadlineSeconds: z.number().int(),
    kubectl: z.strictObject({
      flags: z.strictObject({ apply: z.array(z.string()) }),
      hooks: z.strictObject({
        before: z.array(z.strictObject({ host: z.strictObject({ command: z.array(z.string()) }) })),
      }),
    }),
  }),
  portForward: z.array(
    z.strictObject({
      resourceType: z.literal('service'),
      resourceName: z.string(),
      namespace: z.string(),
      port: z.number().int(),
      localPort: z.number().int(),
    }),
  ),
  profiles: z.array(z.strictObject({ name: z.string(), patches: z.array(patch) })),
});
export type Skaffold = z.infer<typeof skaffoldSchema>;

/** @throws Error for what is not YAML, ZodError for what is no configuration of ours */
export function parseSkaffold(text: string): Skaffold {
  const document = parseDocument(text, { strict: true, uniqueKeys: true });
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) throw first;
  return skaffoldSchema.parse(document.toJS());
}
