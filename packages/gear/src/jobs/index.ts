export type { JobContext, JobHandler, JobHandlers, JobOptions } from './job-handlers.ts';
export type { Job, Jobs, JsonObject, JsonValue } from './jobs.ts';
export { discardJob, parkedJobs, retryJobs, type ParkedJob } from './parked-jobs.ts';
export type { Schedule } from './scheduler.ts';
