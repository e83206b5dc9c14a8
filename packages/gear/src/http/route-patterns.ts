import type { IncomingMessage } from 'node:http';

/**
 * Tells the pattern of the route of Express that a request has reached: `/forum/threads/:id`. Express itself says only the
 * last part of it, behind a `baseUrl` that has values where the pattern has parameters.
 *
 * @returns undefined where none was reached, or one inside a router that Express hides (a whole app)
 */
export function routePatterns(router: unknown): (request: IncomingMessage) => string | undefined {
  const known = new Map<unknown, string>();
  return (request) => {
    const route = property(request, 'route');
    if (route === undefined) return undefined;
    // Routes may be added later.
    if (!known.has(route)) collect(router, '', known);
    return known.get(route);
  };
}

function collect(router: unknown, base: string, known: Map<unknown, string>): void {
  const stack = property(router, 'stack');
  if (!Array.isArray(stack)) return;
  for (const layer of stack) {
    const route = property(layer, 'route');
    if (route === undefined)
      collect(property(layer, 'handle'), joined(base, property(layer, 'rawPath')), known);
    else known.set(route, joined(base, property(route, 'path')) || '/');
  }
}

function joined(base: string, path: unknown): string {
  return `${base}${String(path)}`.replace(/\/$/, '');
}

function property(value: unknown, name: string): unknown {
  const holds = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return holds ? Reflect.get(value, name) : undefined;
}
