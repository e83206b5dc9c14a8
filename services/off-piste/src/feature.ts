import type { AppParts } from '@gnar/gear';
import type { Feature } from '@gnar/gear/features';
import type { OffPisteConfig } from './config.ts';

/** What `feature.ts` of a feature exports. It names the parts that it needs, as narrowly as it can. */
export type FeatureManifest = (parts: AppParts<OffPisteConfig>) => Feature;
