export { type Blueprint, defineBlueprint } from './define-blueprint.ts';
export type { Auth, MountHandler } from './endpoint.ts';
export { del, get, patch, post, put, type Route, type RouteHandler, type RouteOptions } from './route.ts';
export {
  type AuthChoice,
  type AuthOf,
  type OperationHandler,
  type OperationLike,
  type OperationRequest,
  type OperationRouteOptions,
  route,
} from './operation-route.ts';
export type { RouteRequest } from './route-request.ts';
export { html, type JsonReply, raw, type Reply, type ReplyHeaders, reply } from './reply.ts';
export type { SessionClaim } from './guard.ts';
export { mount, type MountOptions } from './mount.ts';
export type { MountedRequest } from './mounted-request.ts';
