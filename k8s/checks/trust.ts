import { BlockList, isIPv4 } from 'node:net';
import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, readKind } from './kubernetes-object.ts';
import type { Place } from './place.ts';

const settingsSchema = z.looseObject({ data: z.record(z.string(), z.string()).default({}) });
const externalSchema = z.looseObject({
  spec: z.looseObject({
    data: z
      .array(z.looseObject({ secretKey: z.string(), remoteRef: z.looseObject({ key: z.string() }) }))
      .default([]),
  }),
});

/** RFC 1918 and 6598: address and length of the prefix. */
const privateNetworks = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const;

/** Whom a client's address is believed, how stores are spoken with, and whose secrets are used. */
export const trust: Check = (objects, place) => [
  ...readKind(objects, 'ConfigMap', settingsSchema).flatMap(({ value: { data } }) => [
    ...proxyProblems(data['GNAR_TRUSTED_PROXIES']),
    ...storeProblems(data, place),
  ]),
  ...secretProblems(objects, place),
];

/** A client that is taken for a proxy says its own address, and every limit by address is its to choose. */
function proxyProblems(proxies: string | undefined): string[] {
  return (proxies?.split(',') ?? []).flatMap((block) =>
    broken([[isPrivate(block.trim()), `GNAR_TRUSTED_PROXIES: ${block} has addresses that are not private`]]),
  );
}

function isPrivate(block: string): boolean {
  const [address = '', length = '32'] = block.split('/');
  return privateNetworks.some(([network, prefix]) => {
    const list = new BlockList();
    list.addSubnet(network, prefix, 'ipv4');
    return isIPv4(address) && list.check(address) && Number(length) >= prefix;
  });
}

function storeProblems(data: Readonly<Record<string, string>>, { postgres, redis }: Place): string[] {
  const stores = [
    ['GNAR_PG_ENDPOINT', 'GNAR_PG_TLS', postgres],
    ['GNAR_REDIS_ENDPOINT', 'GNAR_REDIS_TLS', redis],
  ] as const;
  return stores.flatMap(([endpoint, tls, where]) =>
    broken([
      [
        where === 'in-cluster' || !(endpoint in data) || data[tls] === 'true',
        `${tls} is ${data[tls]}: ${data[endpoint]} is outside of the cluster and would be spoken with in clear text`,
      ],
    ]),
  );
}

/** Parameters are named /<project>/<environment>/<name>: with those of another environment, its tokens would be valid here. */
const secretProblems = (objects: readonly KubernetesObject[], { name: place }: Place): string[] =>
  readKind(objects, 'ExternalSecret', externalSchema).flatMap(({ name, value: { spec } }) =>
    spec.data.flatMap(({ secretKey, remoteRef: { key } }) =>
      broken([
        [
          !key.startsWith('/') || key.split('/')[2] === place,
          `${name}: ${secretKey} is ${key}, which is not of ${place}`,
        ],
      ]),
    ),
  );
