import type { Feature } from '../manifest/feature.ts';

/** The features of a fork. Upstream never changes this folder. */
export const ownFeatures = [] as const satisfies readonly Feature[];
