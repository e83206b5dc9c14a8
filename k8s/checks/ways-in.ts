import { z } from 'zod';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';

export interface Route {
  readonly host: string;
  readonly path: string;
  readonly exact: boolean;
  readonly service: string;
  readonly port: string | number;
}

/** What of an Ingress decides where a request goes, and how. */
export const ingressSchema = z.looseObject({
  spec: z.looseObject({
    ingressClassName: z.string().optional(),
    tls: z.array(z.looseObject({ hosts: z.array(z.string()), secretName: z.string() })).default([]),
    rules: z.array(
      z.looseObject({
        host: z.string().default(''),
        http: z.looseObject({
          paths: z.array(
            z.looseObject({
              path: z.string(),
              pathType: z.enum(['Prefix', 'Exact']),
              backend: z.looseObject({
                service: z.looseObject({
                  name: z.string(),
                  port: z.looseObject({ name: z.string().optional(), number: z.number().optional() }),
                }),
              }),
            }),
          ),
        }),
      }),
    ),
  }),
});

/** Every way from outside to a Service. */
export function routesOf(objects: readonly KubernetesObject[]): Route[] {
  return readKind(objects, 'Ingress', ingressSchema).flatMap(({ value }) =>
    value.spec.rules.flatMap(({ host, http }) =>
      http.paths.map(({ path, pathType, backend: { service } }) => ({
        host,
        path,
        exact: pathType === 'Exact',
        service: service.name,
        port: service.port.name ?? service.port.number ?? 0,
      })),
    ),
  );
}
