import type { FeatureManifest } from '../feature.ts';

/** Your own features, each in a folder beside this file, as in ../features/. Updates never touch own/. */
export const ownFeatures: readonly FeatureManifest[] = [];
