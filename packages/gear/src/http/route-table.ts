import { NotFoundError, ProblemError } from '../errors/errors.ts';
import type { Route } from './route.ts';

/** A route with its full path. */
export interface TableEntry {
  readonly route: Route;
  /** `/user/:id`: what logs and metrics name, never the path that was asked for. */
  readonly pattern: string;
}

export interface FoundRoute {
  readonly found: TableEntry;
  readonly params: Readonly<Record<string, string>>;
}

export type RouteMatch = FoundRoute | { found: undefined; allowed: readonly string[] };

interface PatternEntry {
  readonly segments: readonly string[];
  readonly methods: Map<string, TableEntry>;
}

const noParams: Readonly<Record<string, string>> = Object.freeze({});

const restOfPath = Infinity;

/**
 * Finds a route by method and path: fixed paths in one look-up, paths with parameters by their number of segments, and
 * last those that end in a wildcard (`/files/*path`: one segment or more), the longest first.
 */
export class RouteTable {
  readonly #fixed = new Map<string, Map<string, TableEntry>>();
  readonly #patterns = new Map<number, PatternEntry[]>();

  /** @throws Error when a method and path are there already: one of the two would never answer. */
  add(prefix: string, routes: readonly Route[]): void {
    for (const route of routes) {
      const pattern = withoutEndSlash(`${prefix}${route.path}`);
      const methods = /\/[:*]/.test(pattern) ? this.#patternMethods(pattern) : this.#fixedMethods(pattern);
      if (methods.has(route.method)) throw new Error(`${route.method} ${pattern} is defined twice.`);
      methods.set(route.method, { route, pattern });
    }
  }

  /** All routes, each with its method and pattern. */
  entries(): { endpoint: Route; pattern: string }[] {
    const patterns = [...this.#patterns.values()].flat().map(({ methods }) => methods);
    return [...this.#fixed.values(), ...patterns]
      .flatMap((methods) => [...methods.values()])
      .map(({ route, pattern }) => ({ endpoint: route, pattern: `${route.method} ${pattern}` }));
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
    for (const length of [segments.length, restOfPath]) {
      for (const { segments: pattern, methods } of this.#patterns.get(length) ?? []) {
        const found = methods.get(method);
        const params = found && matchSegments(pattern, segments);
        if (found !== undefined && params !== undefined) return { found, params };
      }
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
    if (segments.slice(0, -1).some((segment) => segment.startsWith('*')))
      throw new Error(`The wildcard of ${pattern} must be its last segment.`);
    const length = segments.at(-1)?.startsWith('*') === true ? restOfPath : segments.length;
    const same = this.#patterns.get(length) ?? [];
    this.#patterns.set(length, same);
    const existing = same.find((entry) => entry.segments.join('/') === pattern);
    if (existing !== undefined) return existing.methods;
    const entry = { segments, methods: new Map<string, TableEntry>() };
    same.push(entry);
    same.sort((one, other) => (length === restOfPath ? other.segments.length - one.segments.length : 0));
    return entry.methods;
  }
}

/** The answer to a request that no route takes: 405 where its path takes other methods. */
export function unmatchedError(allowed: readonly string[]): ProblemError {
  if (allowed.length === 0) return new NotFoundError();
  return new ProblemError({
    status: 405,
    code: 'method_not_allowed',
    detail: `This path answers ${allowed.join(', ')}.`,
    headers: { Allow: allowed.join(', ') },
  });
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  const params: Record<string, string> = {};
  for (let index = 0; index < pattern.length; index += 1) {
    const expected = pattern[index] ?? '';
    const segment = segments[index] ?? '';
    if (expected.startsWith(':')) {
      const value = decoded(segment);
      if (value === undefined || value === '') return undefined;
      params[expected.slice(1)] = value;
    } else if (expected.startsWith('*')) {
      const rest = segments.slice(index).map(decoded);
      if (rest.length === 0 || !rest.every(isPlainName)) return undefined;
      params[expected.slice(1)] = rest.join('/');
    } else if (segment !== expected) {
      return undefined;
    }
  }
  return params;
}

// What a wildcard gives may be joined to a folder: no part of it leads out of there, however it is encoded.
function isPlainName(name: string | undefined): boolean {
  return name !== undefined && !/^\.{0,2}$|[/\\\0]/.test(name);
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
