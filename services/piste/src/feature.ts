import type { Blueprint } from '@gnar/gear/http';
import type { JobHandlers, Schedule } from '@gnar/gear/jobs';
import type { QueuePoll } from '@gnar/gear/queues';
import type { SharedParts } from './shared-parts.ts';

/** What a feature adds to the service. */
export interface Feature {
  readonly blueprint?: Blueprint;
  readonly jobs?: JobHandlers;
  readonly schedules?: readonly Schedule[];
  readonly queues?: readonly QueuePoll[];
}

/** What `feature.ts` of a feature exports. It names the parts that it needs, as narrowly as it can. */
export type FeatureManifest = (parts: SharedParts) => Feature;
