export type { JobContext, JobHandler, JobHandlers, JobOptions } from './job-handlers.ts';
export type { Job, Jobs, JsonObject, JsonValue } from './jobs.ts';
// Until piste speaks of jobs.
export type {
  JobContext as OutboxContext,
  JobHandler as OutboxHandler,
  JobHandlers as OutboxHandlers,
} from './job-handlers.ts';
export type { Job as OutboxItem, Jobs as Outbox } from './jobs.ts';
export type { Schedule } from './scheduler.ts';
