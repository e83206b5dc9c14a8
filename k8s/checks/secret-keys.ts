import { z } from 'zod';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';

const secretSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
  stringData: z.record(z.string(), z.string()).default({}),
});

const externalSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    target: z.looseObject({
      name: z.string(),
      template: z.looseObject({ data: z.record(z.string(), z.string()) }).optional(),
    }),
    data: z.array(z.looseObject({ secretKey: z.string() })).default([]),
  }),
});

/** Keys by Secret: those that are made here and those that External Secrets makes in the cluster. */
export function providedSecrets(
  objects: readonly KubernetesObject[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const plain = readKind(objects, 'Secret', secretSchema).map(
    ({ value }) =>
      [value.metadata.name, new Set(Object.keys({ ...value.data, ...value.stringData }))] as const,
  );
  const external = readKind(objects, 'ExternalSecret', externalSchema).map(({ value: { spec } }) => {
    const keys = spec.target.template
      ? Object.keys(spec.target.template.data)
      : spec.data.map(({ secretKey }) => secretKey);
    return [spec.target.name, new Set(keys)] as const;
  });
  return new Map([...plain, ...external]);
}

/** Values of the Secrets that stand in the rendered file itself. */
export function writtenSecrets(
  objects: readonly KubernetesObject[],
): { readonly id: string; readonly key: string; readonly value: string }[] {
  return readKind(objects, 'Secret', secretSchema).flatMap(({ name, value: { data, stringData } }) => [
    ...Object.entries(data).map(([key, value]) => ({
      id: name,
      key,
      value: Buffer.from(value, 'base64').toString(),
    })),
    ...Object.entries(stringData).map(([key, value]) => ({ id: name, key, value })),
  ]);
}
