import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { readKind } from './kubernetes-object.ts';
import { ingressSchema, routesOf } from './ways-in.ts';

const certificateSchema = z.looseObject({
  spec: z.looseObject({ secretName: z.string(), dnsNames: z.array(z.string()) }),
});

/** Every host is met with TLS, by a certificate for it that is made here; a laptop meets itself without. */
export const transport: Check = (objects, { laptop }) => {
  const hosts = new Set(routesOf(objects).map(({ host }) => host));
  const certificates = readKind(objects, 'Certificate', certificateSchema).flatMap(({ value: { spec } }) =>
    spec.dnsNames.map((host) => `${host} by ${spec.secretName}`),
  );
  const ingresses = readKind(objects, 'Ingress', ingressSchema);
  const met = new Map(
    ingresses.flatMap(({ value }) =>
      value.spec.tls.flatMap(({ hosts: names, secretName }) =>
        names.map((host) => [host, secretName] as const),
      ),
    ),
  );
  const classes = ingresses.map(({ value }) => value.spec.ingressClassName);
  return [
    ...broken([
      [hosts.size === 1, `${hosts.size} hosts lead in`],
      [classes.length === 1 && classes[0] === 'nginx', `the class is ${classes.join(', ')}, not nginx`],
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
