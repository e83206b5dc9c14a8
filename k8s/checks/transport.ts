import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';
import { ingressSchema, routesOf, routeSchema } from './ways-in.ts';

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
    ...(edge === 'gateway' ? plainHttp(objects) : []),
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

/** An Ingress with TLS redirects of its own accord. Of a Gateway every listener has to be told. */
function plainHttp(objects: readonly KubernetesObject[]): string[] {
  const attached = readKind(objects, 'HTTPRoute', routeSchema).flatMap(({ name, value: { spec } }) =>
    spec.parentRefs.map(({ sectionName }) => ({ name, sectionName, rules: spec.rules })),
  );
  const redirects = attached.some(
    ({ sectionName, rules }) =>
      sectionName === 'http' &&
      rules.every(({ filters }) => filters.some(({ type }) => type === 'RequestRedirect')),
  );
  return [
    ...broken([[redirects, 'plain HTTP is not redirected']]),
    ...attached.flatMap(({ name, sectionName, rules }) =>
      broken([
        [
          sectionName === 'https' || rules.every(({ backendRefs }) => backendRefs.length === 0),
          `${name}: answers without TLS`,
        ],
      ]),
    ),
  ];
}
