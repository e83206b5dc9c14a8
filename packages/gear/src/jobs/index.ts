export type { JsonObject, JsonValue, Outbox, OutboxItem } from './outbox.ts';
export type { OutboxContext, OutboxHandler, OutboxHandlers } from './outbox-relay.ts';
