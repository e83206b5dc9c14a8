import type { IncomingHttpHeaders } from 'node:http';
import { LOOPBACK } from './ports.ts';

/** What people and programs of this machine call it. */
const ownNames: readonly string[] = [LOOPBACK, 'localhost', '[::1]'];

/**
 * Why a request must not be answered, or undefined when it may. A page of another site can have the developer's browser
 * ask us: under a name of its own that it lets point here (DNS rebinding), or across origins. It must neither read emails
 * with their links nor change anything.
 *
 * @param hosts further names, such as that of the container that this runs in
 */
export function refusalOf(
  { host, origin }: IncomingHttpHeaders,
  hosts: readonly string[],
): string | undefined {
  const name = /^(\[[^\]]*\]|[^:@/]*)(?::\d+)?$/.exec(host ?? '')?.[1]?.toLowerCase();
  if (name === undefined || ![...ownNames, ...hosts].includes(name)) {
    return `The Host ${JSON.stringify(host ?? '')} is not one of this machine's. Use http://localhost instead.`;
  }
  if (origin !== undefined && URL.parse(origin)?.host !== host) {
    return `Pages of ${origin} may not use this. Open it by itself.`;
  }
  return undefined;
}
