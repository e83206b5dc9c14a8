export type { JobContext, JobHandler, JobHandlers, JobOptions } from './job-handlers.ts';
export type { Job, Jobs, JsonObject, JsonValue } from './jobs.ts';
export { jobsCommand } from './jobs-command.ts';
export type { Schedule } from './scheduler.ts';
