export { type Blueprint, defineBlueprint } from './define-blueprint.ts';
export type { Auth, MountHandler } from './endpoint.ts';
export {
  del,
  get,
  patch,
  post,
  put,
  rawBody,
  type Route,
  type RouteHandler,
  type RouteOptions,
} from './route.ts';
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
export {
  html,
  type JsonReply,
  raw,
  type Reply,
  type ReplyHeaders,
  reply,
  stream,
  type StreamBody,
} from './reply.ts';
export { type ByteRange, ranged, type RangedContent } from './ranged.ts';
export { type ServerSentEvent, sse, type SseOptions, type SseStream } from './sse.ts';
export type { UpgradeHandler, UpgradeOptions, UpgradeRequest } from './takeover.ts';
export { upgrade } from './upgrade.ts';
export type { SessionClaim } from './guard.ts';
export { mount, type MountOptions } from './mount.ts';
export type { MountedRequest } from './mounted-request.ts';
