import type { Route } from './route.ts';

/** A route with its full path. */
export interface TableEntry {
  readonly route: Route;
  /** `/user/:id`: what logs and metrics name, never the path that was asked for. */
  readonly pattern: string;
}

export type RouteMatch =
  | { found: TableEntry; params: Readonly<Record<string, string>> }
  | { found: undefined; allowed: readonly string[] };

interface PatternEntry {
  readonly segments: readonly string[];
  readonly methods: Map<string, TableEntry>;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

/** Finds a route by method and path: fixed paths in one look-up, paths with parameters by their number of segments. */
export class RouteTable {
  readonly #fixed = new Map<string, Map<string, TableEntry>>();
  readonly #patterns = new Map<number, PatternEntry[]>();

  /** @throws Error when a method and path are there already: one of the two would never answer. */
  add(prefix: string, routes: readonly Route[]): void {
    for (const route of routes) {
      const pattern = withoutEndSlash(`${prefix}${route.path}`);
      const methods = pattern.includes('/:') ? this.#patternMethods(pattern) : this.#fixedMethods(pattern);
      if (methods.has(route.method)) throw new Error(`${route.method} ${pattern} is defined twice.`);
      methods.set(route.method, { route, pattern });
    }
  }

  /** The patterns of the routes that are wanted, with their methods. */
  patterns(wanted: (route: Route) => boolean): string[] {
    const patterns = [...this.#patterns.values()].flat().map(({ methods }) => methods);
    return [...this.#fixed.values(), ...patterns]
      .flatMap((methods) => [...methods.values()])
      .filter(({ route }) => wanted(route))
      .map(({ route, pattern }) => `${route.method} ${pattern}`);
  }

  /** `path` without a query. HEAD is answered by GET. */
  match(method: string, path: string): RouteMatch {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const plain = withoutEndSlash(path);
    const fixed = this.#fixed.get(plain);
    const found = fixed?.get(wanted);
    if (found !== undefined) return { found, params: noParams };
    return this.#matchPattern(wanted, plain, fixed);
  }

  // Whether there is anything at a path with parameters only its handler knows: a method it does not have is no hint
  // that there is, so that path is simply unknown.
  #matchPattern(method: string, path: string, fixed: Map<string, TableEntry> | undefined): RouteMatch {
    const segments = path.split('/');
    for (const { segments: pattern, methods } of this.#patterns.get(segments.length) ?? []) {
      const found = methods.get(method);
      const params = found && matchSegments(pattern, segments);
      if (found !== undefined && params !== undefined) return { found, params };
    }
    const allowed = [...(fixed?.keys() ?? [])];
    return { found: undefined, allowed: allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed };
  }

  #fixedMethods(pattern: string): Map<string, TableEntry> {
    const methods = this.#fixed.get(pattern) ?? new Map<string, TableEntry>();
    this.#fixed.set(pattern, methods);
    return methods;
  }

  #patternMethods(pattern: string): Map<string, TableEntry> {
    const segments = pattern.split('/');
    const same = this.#patterns.get(segments.length) ?? [];
    this.#patterns.set(segments.length, same);
    const existing = same.find((entry) => entry.segments.join('/') === pattern);
    if (existing !== undefined) return existing.methods;
    const entry = { segments, methods: new Map<string, TableEntry>() };
    same.push(entry);
    return entry.methods;
  }
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const params: [string, string][] = [];
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!expected.startsWith(':')) {
      if (segment !== expected) return undefined;
      continue;
    }
    const value = decoded(segment);
    if (value === undefined || value === '') return undefined;
    params.push([expected.slice(1), value]);
  }
  return Object.fromEntries(params);
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function withoutEndSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
