export { type Blueprint, defineBlueprint } from './define-blueprint.ts';
export { del, get, patch, post, put, type Route, type RouteHandler, type RouteOptions } from './route.ts';
export type { RouteRequest } from './route-request.ts';
export { html, raw, type Reply, type ReplyHeaders, reply } from './reply.ts';
export type { SessionClaim } from './guard.ts';
export type { Middleware } from './pipeline.ts';
