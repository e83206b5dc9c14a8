import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().optional(),
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
});

/** One document of a rendered file; what is below `metadata` is read by the schemas of those who need it. */
export type KubernetesObject = z.infer<typeof objectSchema>;

/** @throws ZodError for a document that is no Kubernetes object */
export function parseObjects(text: string): KubernetesObject[] {
  return parseAllDocuments(text).map((document) => objectSchema.parse(document.toJS()));
}

/** `Deployment/piste`, as kubectl would have it. */
export const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind}/${metadata.name}`;

export function ofKind(
  objects: readonly KubernetesObject[],
  ...kinds: readonly string[]
): KubernetesObject[] {
  return objects.filter(({ kind }) => kinds.includes(kind));
}

/** Every object of a kind as a schema reads it. */
export function readKind<S extends z.ZodType>(
  objects: readonly KubernetesObject[],
  kind: string,
  schema: S,
): { readonly object: KubernetesObject; readonly name: string; readonly value: z.output<S> }[] {
  return ofKind(objects, kind).map((object) => ({
    object,
    name: nameOf(object),
    value: schema.parse(object),
  }));
}
