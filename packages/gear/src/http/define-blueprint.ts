import type { Mount } from './endpoint.ts';
import type { Route } from './route.ts';

/** Routes, or what `mount` makes of handlers of Express, under one prefix. */
export interface Blueprint {
  /** Begins with a slash, or empty for the root: `/user`. */
  readonly prefix: string;
  readonly routes: readonly Route[];
  readonly mount?: Mount;
}

/** A blueprint, checked. @throws TypeError for a prefix or a path that does not begin with a slash. */
export function defineBlueprint({
  prefix = '',
  routes,
}: Pick<Blueprint, 'routes'> & Partial<Blueprint>): Blueprint {
  for (const path of [prefix, ...routes.map((route) => route.path)]) {
    if (path !== '' && !path.startsWith('/'))
      throw new TypeError(`The path "${path}" must begin with a slash.`);
  }
  return { prefix: prefix.replace(/\/$/, ''), routes };
}

/** Whether a module's export is a blueprint. */
export function isBlueprint(value: unknown): value is Blueprint {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'prefix' in value && typeof value.prefix === 'string' && 'routes' in value && Array.isArray(value.routes)
  );
}
