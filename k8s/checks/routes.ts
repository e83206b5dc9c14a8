import { operations } from '@gnar/contract';
import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';

export interface Route {
  readonly host: string;
  readonly path: string;
  readonly exact: boolean;
  readonly service: string;
  readonly port: string | number;
}

const ingressSchema = z.looseObject({
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

const routeSchema = z.looseObject({
  spec: z.looseObject({
    hostnames: z.array(z.string()),
    rules: z.array(
      z.looseObject({
        matches: z
          .array(
            z.looseObject({
              path: z.looseObject({ type: z.enum(['PathPrefix', 'Exact']), value: z.string() }),
            }),
          )
          .default([]),
        backendRefs: z.array(z.looseObject({ name: z.string(), port: z.number() })).default([]),
      }),
    ),
  }),
});

/** What is reachable beside the operations of the contract. */
const documentation = ['/openapi.json', '/docs', '/docs/swagger-ui.css'];
/** Paths of pages; the last two only look like ours. */
const pages = ['/', '/log-in', '/activate', '/assets/main.js', '/users', '/openapi.json/x'];
const ofHealth = ['/healthz', '/readyz', '/metrics'];

/** Nothing of the contract is out of reach, and nothing else of piste is in reach. */
export const routes: Check = (objects) => {
  const table = routesOf(objects);
  const to = (path: string) => match(table, path)?.service;
  const api = [...operations.map(({ path }) => path.replace(/:\w+/g, 'c2f7a5de')), ...documentation];
  return [
    ...broken([[table.length > 0, 'nothing leads from outside to the services']]),
    ...api.flatMap((path) =>
      broken([[to(path) === 'piste-service', `${path} leads to ${to(path)}, not to piste`]]),
    ),
    ...[...pages, ...ofHealth].flatMap((path) =>
      broken([[to(path) === 'powder-service', `${path} leads to ${to(path)}, not to the pages`]]),
    ),
    ...table.flatMap(({ path, service, port }) =>
      broken([
        [port === 'http' || port === 80, `${path} leads to the port ${port}`],
        [service !== 'off-piste-service', `${path} leads to off-piste, which only piste may ask`],
      ]),
    ),
  ];
};

export function routesOf(objects: readonly KubernetesObject[]): Route[] {
  const ingresses = readKind(objects, 'Ingress', ingressSchema).flatMap(({ value }) =>
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
  const gateways = readKind(objects, 'HTTPRoute', routeSchema).flatMap(({ value: { spec } }) =>
    spec.rules.flatMap(({ matches, backendRefs }) =>
      matches.flatMap(({ path }) =>
        backendRefs.map(({ name, port }) => ({
          host: spec.hostnames[0] ?? '',
          path: path.value,
          exact: path.type === 'Exact',
          service: name,
          port,
        })),
      ),
    ),
  );
  return [...ingresses, ...gateways];
}

/** Exact before prefix, the longest prefix first, prefixes by whole parts of the path: the rule of both APIs. */
function match(table: readonly Route[], path: string): Route | undefined {
  return table
    .filter((route) => (route.exact ? path === route.path : isBelow(path, route.path)))
    .toSorted(
      (one, other) => Number(other.exact) - Number(one.exact) || other.path.length - one.path.length,
    )[0];
}

const isBelow = (path: string, prefix: string): boolean =>
  path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);

const gatewaySchema = z.looseObject({
  spec: z.looseObject({
    gatewayClassName: z.string(),
    listeners: z.array(
      z.looseObject({
        protocol: z.string(),
        hostname: z.string(),
        tls: z.looseObject({ certificateRefs: z.array(z.looseObject({ name: z.string() })) }).optional(),
      }),
    ),
  }),
});

const certificateSchema = z.looseObject({
  spec: z.looseObject({ secretName: z.string(), dnsNames: z.array(z.string()) }),
});

/** Every host is met with TLS, by a certificate for it that is made here; a laptop meets itself without. */
export const transport: Check = (objects, { laptop, edge }) => {
  const hosts = new Set(routesOf(objects).map(({ host }) => host));
  const certificates = readKind(objects, 'Certificate', certificateSchema).flatMap(({ value: { spec } }) =>
    spec.dnsNames.map((host) => `${host} by ${spec.secretName}`),
  );
  const ingresses = readKind(objects, 'Ingress', ingressSchema);
  const met = new Map([
    ...ingresses.flatMap(({ value }) =>
      value.spec.tls.flatMap(({ hosts: names, secretName }) =>
        names.map((host) => [host, secretName] as const),
      ),
    ),
    ...readKind(objects, 'Gateway', gatewaySchema).flatMap(({ value }) =>
      value.spec.listeners.flatMap(({ protocol, hostname, tls }) =>
        protocol === 'HTTPS' ? [[hostname, tls?.certificateRefs[0]?.name ?? ''] as const] : [],
      ),
    ),
  ]);
  const classes = [
    ...ingresses.map(({ value }) => value.spec.ingressClassName),
    ...readKind(objects, 'Gateway', gatewaySchema).map(({ value }) => value.spec.gatewayClassName),
  ];
  return [
    ...broken([
      [hosts.size === 1, `${hosts.size} hosts lead in`],
      [classes.length === 1 && classes[0] === 'nginx', `the class is ${classes.join(', ')}, not nginx`],
      [(ingresses.length === 1) === (edge === 'ingress'), `the way in is not by ${edge}`],
    ]),
    ...(laptop
      ? []
      : [...hosts].flatMap((host) =>
          broken([
            [met.has(host), `${host} is met without TLS`],
            [
              certificates.includes(`${host} by ${met.get(host)}`),
              `${host} has no certificate of its own in ${met.get(host)}`,
            ],
          ]),
        )),
  ];
};
