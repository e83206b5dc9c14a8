import type { Database } from '../database/database.ts';
import type { Logger } from '../logging/logger.ts';
import type { JsonObject } from './jobs.ts';

export interface JobContext {
  /** Id of the job: the same in every attempt, so a receiver can tell a repetition. */
  readonly id: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly log: Logger;
  readonly database: Database;
  /** Aborted when the process stops: a handler that works in batches ends after the one in hand. */
  readonly signal: AbortSignal;
}

export type JobHandler = (payload: JsonObject, context: JobContext) => Promise<void>;

export interface JobOptions {
  readonly handler: JobHandler;
  /** How often it is tried before it is parked; default 100, which takes about six hours. */
  readonly attempts?: number;
  /** How many of the kind run at the same time in one process; default: no limit of its own. Costs a query per poll. */
  readonly concurrency?: number;
  /** How long a claimed job stays with its relay; it must be done by then. Default: OUTBOX_LEASE_SECONDS. */
  readonly leaseSeconds?: number;
}

/** One handler per kind. Kinds without a handler are left to another service. */
export type JobHandlers = Readonly<Record<string, JobHandler | JobOptions>>;

/** Kinds that are claimed together, and how many of them may run at the same time. */
export interface ClaimGroup {
  readonly kinds: readonly string[];
  readonly leases: readonly number[];
  readonly concurrency: number;
}

const defaultAttempts = 100;

export function optionsByKind(
  handlers: JobHandlers,
  leaseSeconds: number,
): Map<string, Required<JobOptions>> {
  return new Map(
    Object.entries(handlers).map(([kind, given]) => {
      const own = typeof given === 'function' ? { handler: given } : given;
      return [kind, { attempts: defaultAttempts, concurrency: Infinity, leaseSeconds, ...own }];
    }),
  );
}

/** Kinds without a limit share one claim; each of the others has its own. */
export function claimGroups(kinds: ReadonlyMap<string, Required<JobOptions>>): ClaimGroup[] {
  const groups = Map.groupBy(kinds, ([kind, { concurrency }]) => (concurrency === Infinity ? '' : kind));
  return [...groups.values()].map((members) => ({
    kinds: members.map(([kind]) => kind),
    leases: members.map(([, { leaseSeconds }]) => leaseSeconds),
    concurrency: members[0]?.[1].concurrency ?? Infinity,
  }));
}
