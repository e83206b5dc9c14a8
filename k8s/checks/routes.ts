import { operationList } from '@gnar/contract';
import { broken, type Check } from './check.ts';
import type { Product } from './product.ts';
import { type Route, routesOf } from './ways-in.ts';

const ofHealth = ['/healthz', '/readyz', '/metrics'];

/**
 * Every public path leads to the service that declares it, by whole segments; every operation of the contract leads to a
 * service, health to none, and no service is public that declares no path.
 */
export const routes: Check = (objects, _place, product) => {
  const table = routesOf(objects);
  const to = (path: string) => match(table, path)?.service;
  const pages = product.routes.find(({ path }) => path === '/')?.service ?? '';
  const probes = product.routes.flatMap(({ path, exact }) =>
    path === '/'
      ? ['/', '/log-in', '/assets/main.js']
      : [path, `${path}s`, exact ? `${path}/x` : `${path}/x/y`],
  );
  const operationPaths = operationList.map(({ path }) => path.replace(/:\w+/g, 'c2f7a5de'));
  return [
    ...broken([[table.length > 0, 'no route leads from outside to the services']]),
    ...probes.flatMap((path) => {
      const service = serviceOf(product.routes, path);
      return broken([[to(path) === `${service}-service`, `${path} leads to ${to(path)}, not to ${service}`]]);
    }),
    ...operationPaths.flatMap((path) =>
      broken([[to(path) !== `${pages}-service`, `${path}, which the contract has, leads to the pages`]]),
    ),
    ...ofHealth.flatMap((path) =>
      broken([[to(path) === `${pages}-service`, `${path} leads to ${to(path)}, not to the pages`]]),
    ),
    ...table.flatMap(({ path, service, port }) =>
      broken([
        [port === 'http' || port === 80, `${path} leads to the port ${port}`],
        [
          product.routes.some((route) => `${route.service}-service` === service),
          `${path} leads to ${service}, which has no public path`,
        ],
      ]),
    ),
  ];
};

/** Which service declares a path: the first that matches, the longest being first. */
function serviceOf(declared: Product['routes'], path: string): string {
  const found = declared.find((route) => (route.exact ? path === route.path : isBelow(path, route.path)));
  return found?.service ?? '';
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
