import { randomBytes } from 'node:crypto';
import { readConfig } from '@gnar/gear/config';
import { z } from 'zod';
import { broken, type Check } from './check.ts';
import { type KubernetesObject, ofKind, readKind } from './kubernetes-object.ts';
import { type Container, type Workload, workloadsOf } from './pods.ts';
import type { Product, Schema } from './product.ts';
import { writtenByInfra, ofOthers, pagesRead, peerVariable, prefix, waitsForQueues } from './readers.ts';
import { providedSecrets } from './secret-keys.ts';

const configSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string() }),
  data: z.record(z.string(), z.string()).default({}),
});

const secretName = /_(?:PASSWORD|SECRET_KEYS?|SECRET_ACCESS_KEY|ACCESS_KEY_ID)$/;

/** Stands for what only the cluster knows: any random text is a good password and a good key. */
const someSecret = randomBytes(48).toString('base64');

/**
 * What manifests set is what programs read: every name that a program needs is set, to a value that its own schema takes,
 * and no name is set that no program reads.
 */
export const environment: Check = (objects, _place, product) => [
  ...workloadsOf(objects).flatMap((workload) =>
    workload.containers.flatMap((container) => containerProblems(workload, container, objects, product)),
  ),
  ...unreadSettings(objects, product),
  ...unreadSecrets(objects, product),
];

function containerProblems(
  { id, name: workload, pod }: Workload,
  container: Container,
  objects: readonly KubernetesObject[],
  { schemas, services }: Product,
): string[] {
  const schema = schemas.get(workload);
  const service = services.find(({ name }) => name === workload);
  if (schema === undefined) {
    return namesOnly(id, container, service ? [...pagesRead()] : (ofOthers.get(container.name) ?? []));
  }
  const given = environmentOf(container, objects);
  const own = container.env.map(({ name }) => name);
  return [
    ...own.flatMap((name) =>
      broken([
        [name.slice(prefix.length) in schema, `${id}: sets ${name}, which ${container.name} does not read`],
      ]),
    ),
    ...withheld(id, container, schema, given, objects),
    ...secretsNotTaken(id, container, schema),
    ...configProblems(id, schema, given),
    ...portProblems(id, container, given),
    ...(service?.needs.peers ?? []).flatMap((peer) =>
      peerProblems(id, peer, pod.enableServiceLinks, given, objects),
    ),
  ];
}

function namesOnly(id: string, { name: container, env }: Container, known: readonly string[]): string[] {
  const names = env.map(({ name }) => name);
  return [
    ...names.flatMap((name) =>
      broken([[known.includes(name), `${id}: sets ${name}, which ${container} does not read`]]),
    ),
    ...known.flatMap((name) => broken([[names.includes(name), `${id}: does not set ${name}`]])),
  ];
}

/** The environment as the container would see it, links to Services aside. */
export function environmentOf(
  container: Container,
  objects: readonly KubernetesObject[],
): Readonly<Record<string, string>> {
  const settings = new Map(
    readKind(objects, 'ConfigMap', configSchema).map(({ value }) => [value.metadata.name, value.data]),
  );
  const secrets = providedSecrets(objects);
  const given: Record<string, string> = {};
  for (const { configMapRef } of container.envFrom)
    Object.assign(given, settings.get(configMapRef?.name ?? ''));
  for (const { name, value, valueFrom } of container.env) {
    const { secretKeyRef: secret, configMapKeyRef: setting } = valueFrom ?? {};
    const found =
      value ??
      (secret && secrets.get(secret.name)?.has(secret.key) === true ? someSecret : undefined) ??
      (setting && settings.get(setting.name)?.[setting.key]);
    if (found !== undefined) given[name] = found;
  }
  return given;
}

/** Settings that are there, that the program reads, and that it is not given. */
function withheld(
  id: string,
  container: Container,
  schema: Schema,
  given: Readonly<Record<string, string>>,
  objects: readonly KubernetesObject[],
): string[] {
  return settingsOf(objects).flatMap(({ value }) =>
    Object.keys(value.data)
      .filter((name) => name.slice(prefix.length) in schema)
      .flatMap((name) =>
        broken([[name in given, `${id}: ${container.name} reads ${name} and is not given it`]]),
      ),
  );
}

/** Secrets that the program reads, needed or not, and that no Secret could give it. */
function secretsNotTaken(id: string, { name: container, env }: Container, schema: Schema): string[] {
  const taken = env.filter(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined).map(({ name }) => name);
  return Object.keys(schema)
    .filter((name) => secretName.test(name))
    .flatMap((name) =>
      broken([
        [
          taken.includes(prefix + name),
          `${id}: ${container} reads ${prefix}${name}, which comes from no Secret`,
        ],
      ]),
    );
}

function configProblems(id: string, schema: Schema, given: Readonly<Record<string, string>>): string[] {
  try {
    readConfig(schema, given);
    return [];
  } catch (error) {
    return [`${id}: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function portProblems(id: string, { ports }: Container, given: Readonly<Record<string, string>>): string[] {
  return ports.flatMap(({ name, containerPort }) => {
    const variable = name === 'health' ? 'GNAR_HEALTH_PORT' : 'GNAR_PORT';
    return broken([
      [
        given[variable] === String(containerPort),
        `${id}: listens at ${given[variable]}, its port ${name} is ${containerPort}`,
      ],
    ]);
  });
}

/** In production Kubernetes itself sets `<PEER>_SERVICE_PORT`, by a link to the Service `<peer>-service`. */
function peerProblems(
  id: string,
  peer: string,
  links: boolean | undefined,
  given: Readonly<Record<string, string>>,
  objects: readonly KubernetesObject[],
): string[] {
  const variable = peerVariable(peer);
  if (given['GNAR_PRODUCTION'] !== 'true') {
    return broken([[`${prefix}${variable}` in given, `${id}: has no address of its peer ${peer}`]]);
  }
  // A link is named <SERVICE>_PORT.
  const linked = ofKind(objects, 'Service').map(
    ({ metadata }) => `${metadata.name.toUpperCase().replaceAll('-', '_')}_PORT`,
  );
  return broken([
    [links !== false, `${id}: gets no links to Services, so it does not find its peer ${peer}`],
    [linked.includes(variable), `${id}: no Service makes ${variable}`],
  ]);
}

/** The ConfigMap `gnar`, whatever hash its name ends in. */
const settingsOf = (objects: readonly KubernetesObject[]) =>
  readKind(objects, 'ConfigMap', configSchema).filter(({ value }) => value.metadata.name.startsWith('gnar-'));

function unreadSettings(objects: readonly KubernetesObject[], product: Product): string[] {
  const containers = workloadsOf(objects).flatMap((workload) => workload.containers);
  const names = [...product.schemas.values()].flatMap((schema) =>
    Object.keys(schema).map((name) => `${prefix}${name}`),
  );
  const read = new Set([...names, ...pagesRead(), ...writtenByInfra(product)]);
  const production = containers.some(({ env }) =>
    env.some(({ name, value }) => name === 'GNAR_PRODUCTION' && value === 'true'),
  );
  const peers = production ? [] : product.services.flatMap(({ needs }) => needs.peers);
  for (const peer of peers) read.add(`${prefix}${peerVariable(peer)}`);
  return settingsOf(objects).flatMap(({ name, value }) =>
    Object.keys(value.data).flatMap((key) =>
      broken([[read.has(key) || waitsForQueues(key, product), `${name}: no program reads ${key}`]]),
    ),
  );
}

function unreadSecrets(objects: readonly KubernetesObject[], product: Product): string[] {
  const read = new Set(
    workloadsOf(objects).flatMap(({ containers }) =>
      containers.flatMap(({ env }) =>
        env.flatMap(({ valueFrom }) => {
          const { secretKeyRef: secret } = valueFrom ?? {};
          return secret === undefined ? [] : [`${secret.name}/${secret.key}`];
        }),
      ),
    ),
  );
  return [...providedSecrets(objects)].flatMap(([secret, keys]) =>
    [...keys].flatMap((key) =>
      broken([
        [
          read.has(`${secret}/${key}`) || waitsForQueues(key, product),
          `Secret/${secret}: no program reads ${key}`,
        ],
      ]),
    ),
  );
}

/** Production mode is on everywhere but on a laptop. */
export const production: Check = (objects, { laptop }) =>
  workloadsOf(objects).flatMap(({ id, containers }) =>
    containers.flatMap(({ env }) => {
      const flag = env.find(({ name }) => name === 'GNAR_PRODUCTION');
      return flag === undefined
        ? []
        : broken([[flag.value === String(!laptop), `${id}: GNAR_PRODUCTION is ${flag.value}`]]);
    }),
  );
