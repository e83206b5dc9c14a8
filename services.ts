/**
 * The services of the product: the only place that names them. Add yours in own/services.ts, which updates never touch; a service
 * is a folder below services/ and an entry. After a change run `npm run docs`, which writes the files that are made from this one.
 *
 * Plain data: it is read by the configuration of tools too, so it imports nothing but the entries of a fork.
 */
import { ownServices } from './own/services.ts';
import type { Manifest, Queue, Route, Service, ServiceEntry } from './services.types.ts';

export const entries: readonly ServiceEntry[] = [
  {
    name: 'piste',
    kind: 'node',
    port: 9400,
    needs: {
      database: true,
      redis: true,
      email: true,
      standIns: true,
      queues: [{ name: 'gnar-queue', setting: 'SQS_QUEUE_NAME', use: 'receive' }],
      peers: ['off-piste'],
    },
    paths: [
      // Whatever no other service declares below /api.
      '/api',
      '/user',
      '/10-45',
      { path: '/docs', sameForAll: true },
      { path: '/openapi.json', sameForAll: true },
      { path: '/.well-known/security.txt', sameForAll: true },
    ],
    migrations: true,
  },
  {
    name: 'off-piste',
    kind: 'node',
    port: 9401,
    needs: {
      database: true,
      redis: true,
      queues: [{ name: 'gnar-queue', setting: 'SQS_QUEUE_NAME', use: 'send' }],
    },
    settings: { SECRET_MESSAGE_DELAY_SECONDS: '60' },
  },
  { name: 'powder', kind: 'page', port: 3000, paths: ['/'] },
  ...ownServices,
];

/** A node service's health port is this much above its port, in development and in its container. */
export const HEALTH_PORT_OFFSET = 1_000;

/** Where every container listens. */
export const CONTAINER_PORT = 8_080;
export const CONTAINER_HEALTH_PORT = CONTAINER_PORT + HEALTH_PORT_OFFSET;

/** What follows from the entries: services in their order, queues once each, and every public path, longest first. */
export function manifestOf(given: readonly ServiceEntry[]): Manifest {
  const all = given.map(complete);
  return { services: all, routes: routesOf(all), queues: queuesOf(all) };
}

/** The first of the routes that matches a request is the one that answers it. */
export const { services, routes, queues } = manifestOf(entries);

export const nodeServices = services.filter(({ kind }) => kind === 'node');

/** @throws Error for a name that no entry has */
export function serviceNamed(name: string): Service {
  const found = services.find((service) => service.name === name);
  if (found) return found;
  const known = services.map((service) => service.name).join(', ');
  throw new Error(`There is no service "${name}" in services.ts or own/services.ts, only ${known}.`);
}

/** The page service that answers what no other path matches. */
export const frontEnd: Service = serviceNamed(routes.at(-1)?.service ?? '');

/** The route of a request by the path of its URL, without its query; undefined when no service declares one that matches. */
export function routeOf(path: string, among: readonly Route[] = routes): Route | undefined {
  return among.find((route) =>
    route.exact ? path === route.path : `${path}/`.startsWith(route.path === '/' ? '/' : `${route.path}/`),
  );
}

/** `ski-lift` as the names of variables spell it: `SKI_LIFT`. */
export function variableOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function complete(entry: ServiceEntry): Service {
  const { name, port, needs = {}, paths = [], migrations = false, image = name, settings = {} } = entry;
  return {
    ...entry,
    needs: {
      database: false,
      redis: false,
      email: false,
      standIns: false,
      queues: [],
      peers: [],
      ...needs,
    },
    paths: paths.map((given) => ({
      sameForAll: false,
      maxBodyKiB: 64,
      stream: false,
      ...(typeof given === 'string' ? { path: given } : given),
    })),
    migrations,
    image,
    settings,
    folder: `services/${name}`,
    packageName: `@gnar/${name}`,
    variable: variableOf(name),
    healthPort: port + HEALTH_PORT_OFFSET,
  };
}

function isFile(path: string): boolean {
  return /[^/]\.[^/]*$/.test(path);
}

function routesOf(all: readonly Service[]): Route[] {
  return all
    .flatMap(({ name, paths }) => paths.map((path) => ({ ...path, service: name, exact: isFile(path.path) })))
    .toSorted((a, b) => b.path.length - a.path.length || a.path.localeCompare(b.path));
}

function queuesOf(all: readonly Service[]): Queue[] {
  const uses = all.flatMap((service) =>
    service.needs.queues.map((queue) => ({ ...queue, service: service.name })),
  );
  return [...new Map(uses.map(({ name, setting }) => [name, setting]))].map(([name, setting]) => {
    const users = (...as: readonly string[]) =>
      uses.filter((queue) => queue.name === name && as.includes(queue.use)).map(({ service }) => service);
    return { name, setting, senders: users('send', 'both'), receivers: users('receive', 'both') };
  });
}
