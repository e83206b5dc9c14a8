import type { Feature } from '@gnar/gear/features';
import type { SharedParts } from './shared-parts.ts';

export type { Feature };

/** What `feature.ts` of a feature exports. It names the parts that it needs, as narrowly as it can. */
export type FeatureManifest = (parts: SharedParts) => Feature;
