import { operationList, starterOperations, type ListedOperation } from '@gnar/contract';

/** The paths of those of the starter's operations, for which valid requests are known; a fork's own may need more. */
export function starterPaths(isMeant: (operation: ListedOperation) => boolean): string[] {
  const starters = operationList.filter(({ id }) => id in starterOperations);
  return starters.filter(isMeant).map(({ path }) => path);
}

/** GET needs no token there; one that is sent has to be good, and a peer may be asked with it. */
export const optionalPaths = starterPaths(
  ({ method, token, path }) => method === 'get' && token === 'optional' && !path.includes(':'),
);
