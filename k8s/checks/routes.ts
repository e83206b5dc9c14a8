import { operationList } from '@gnar/contract';
import { broken, type Check } from './check.ts';
import { type Route, routesOf } from './ways-in.ts';

/** What is reachable beside the operations of the contract. */
const beside = ['/openapi.json', '/docs', '/docs/swagger-ui.css', '/.well-known/security.txt'];
/** Paths of pages; the last three only look like ours. */
const pages = [
  ...['/', '/log-in', '/activate', '/assets/main.js', '/users', '/openapi.json/x'],
  '/.well-known/change-password',
];
const ofHealth = ['/healthz', '/readyz', '/metrics'];

/** Nothing of the contract is out of reach, and nothing else of piste is in reach. */
export const routes: Check = (objects) => {
  const table = routesOf(objects);
  const to = (path: string) => match(table, path)?.service;
  const api = [...operationList.map(({ path }) => path.replace(/:\w+/g, 'c2f7a5de')), ...beside];
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
