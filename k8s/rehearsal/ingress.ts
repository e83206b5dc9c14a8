import { z } from 'zod';
import { readKind } from '../checks/kubernetes-object.ts';
import { renderedObjects, type Overlay } from './rendered.ts';

const pathSchema = z.object({
  path: z.string().startsWith('/'),
  pathType: z.enum(['Exact', 'Prefix']),
  backend: z.object({
    service: z.object({ name: z.string(), port: z.object({ name: z.literal('http') }) }),
  }),
});

/** What of a networking.k8s.io/v1 Ingress decides where a request goes. */
const ingressSchema = z.object({
  apiVersion: z.literal('networking.k8s.io/v1'),
  kind: z.literal('Ingress'),
  spec: z.object({
    ingressClassName: z.literal('nginx'),
    tls: z.array(z.object({ hosts: z.array(z.string()).min(1), secretName: z.string() })).default([]),
    rules: z
      .array(z.object({ host: z.string(), http: z.object({ paths: z.array(pathSchema).min(1) }) }))
      .min(1),
  }),
});

export type Ingress = z.infer<typeof ingressSchema>;

/** The Ingress objects of an overlay. @throws when there is none, or one that says what we do not understand */
export async function ingressesOf(overlay: Overlay): Promise<Ingress[]> {
  const ingresses = readKind(await renderedObjects(overlay), 'Ingress', ingressSchema);
  if (ingresses.length === 0) throw new Error(`${overlay} has no Ingress`);
  return ingresses.map(({ value }) => value);
}
