import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Service } from '../../../services.types.ts';
import { type Data, isData, merge } from './merge.ts';

/** Secrets that a service takes only for a need that it has; every other secret is for all. */
const needOfSecret: ReadonlyMap<unknown, (service: Service) => boolean> = new Map([
  ['postgres', ({ needs }: Service) => needs.database],
  ['redis', ({ needs }: Service) => needs.redis],
  ['recaptcha', ({ needs }: Service) => needs.standIns],
  ['ses', ({ needs }: Service) => needs.email],
  ['sqs', ({ needs }: Service) => needs.queues.length > 0],
]);

/**
 * The objects of a service, or what differs in an overlay: base/every, then its kind, then what it has of its own, each where
 * it has a file of that name.
 *
 * @param file `all`, or the name of an overlay
 */
export function workloadOf(base: string, service: Service, file: string): Data[] {
  const layers = ['every', service.kind, service.name].map((layer) => join(base, layer, `${file}.yaml`));
  const objects = new Map<unknown, Data>();
  for (const document of layers.filter((path) => existsSync(path)).flatMap((path) => read(path, service))) {
    const { kind } = document;
    objects.set(kind, merge(objects.get(kind) ?? {}, document));
  }
  return [...objects.values()];
}

/** The Job that runs a service's migrations: `migrate` for the first that owns some, `migrate-<service>` for others. */
export function migrationJobOf({ name }: Service, services: readonly Service[]): string {
  return services.find(({ migrations }) => migrations)?.name === name ? 'migrate' : `migrate-${name}`;
}

export const migrationsOf = (template: string, services: readonly Service[]): Data[] =>
  services
    .filter(({ migrations }) => migrations)
    .flatMap((service) =>
      read(template, service).map((document) =>
        merge(document, { metadata: { name: migrationJobOf(service, services) } }),
      ),
    );

function read(path: string, service: Service): Data[] {
  const text = readFileSync(path, 'utf8')
    .replaceAll('SERVICE', service.name)
    .replaceAll('IMAGE', service.image)
    .replaceAll('LINKS', String(service.needs.peers.length > 0));
  return parseAllDocuments(text)
    .map((document) => withoutSecrets(document.toJS(), service))
    .filter(isData);
}

/** Without the secrets of needs that the service has not. */
function withoutSecrets(value: unknown, service: Service): unknown {
  if (Array.isArray(value)) {
    return value
      .filter((item) => needOfSecret.get(secretOf(item))?.(service) !== false)
      .map((item) => withoutSecrets(item, service));
  }
  if (!isData(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrets(item, service)]));
}

function secretOf(item: unknown): unknown {
  const { valueFrom } = isData(item) ? item : {};
  const { secretKeyRef } = isData(valueFrom) ? valueFrom : {};
  return isData(secretKeyRef) ? secretKeyRef['name'] : undefined;
}
