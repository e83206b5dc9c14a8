import type { RequestHandler } from 'express';
import type { Blueprint } from './define-blueprint.ts';
import { type EndpointOptions, endpointOf, type EntryOptions, type MountHandler } from './endpoint.ts';

export interface MountOptions extends EndpointOptions, EntryOptions {}

const prefixPattern = /^(?:\/[\w.~-]+)*$/;

/**
 * A blueprint of handlers of Express: a router, middleware, or what a library brings. They get every method and every path
 * below the prefix, once the guard has let the request pass; what they throw is answered as problem+json, and what they
 * leave to `next` is 404. They see `request.gnar`.
 *
 * @throws TypeError for a prefix with anything but fixed segments
 */
export function mount(
  prefix: string,
  options: MountOptions,
  ...handlers: readonly RequestHandler[]
): Blueprint;
export function mount(prefix: string, options: MountOptions, ...handlers: readonly MountHandler[]): Blueprint;
export function mount(
  prefix: string,
  options: MountOptions,
  ...handlers: readonly MountHandler[]
): Blueprint {
  const plain = prefix.replace(/\/$/, '');
  if (!prefixPattern.test(plain))
    throw new TypeError(`The prefix "${prefix}" of a mount must be fixed segments, such as /forum.`);
  if (handlers.length === 0) throw new TypeError(`The mount "${prefix}" has no handler.`);
  return {
    prefix: plain,
    routes: [],
    mount: { ...endpointOf(options.auth, options), limit: options.limit, handlers },
  };
}
