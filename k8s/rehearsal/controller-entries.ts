import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseObjects, readKind } from '../checks/kubernetes-object.ts';

const applicationSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    source: z.looseObject({ helm: z.looseObject({ valuesObject: z.looseObject({}) }) }),
  }),
});
const valuesSchema = z.looseObject({
  controller: z.looseObject({
    config: z.looseObject({
      entries: z.looseObject({
        'ssl-protocols': z.string(),
        http2: z.enum(['true', 'false']).default('false'),
      }),
    }),
  }),
});

export type ControllerEntries = z.infer<typeof valuesSchema>['controller']['config']['entries'];

/** What the ingress controller's ConfigMap says in every cluster; without a word of it, HTTP/2 is not spoken. */
export async function controllerEntries(): Promise<ControllerEntries> {
  const text = await readFile(new URL('../argocd/base/platform.yaml', import.meta.url), 'utf8');
  const nginx = readKind(parseObjects(text), 'Application', applicationSchema).find(
    ({ value }) => value.metadata.name === 'nginx-ingress',
  );
  if (nginx === undefined) throw new Error('The platform has no Application nginx-ingress.');
  return valuesSchema.parse(nginx.value.spec.source.helm.valuesObject).controller.config.entries;
}
