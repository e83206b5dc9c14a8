import { GnarApp } from '@gnar/gear';
import { composeFeatures } from '@gnar/gear/features';
import type { OffPisteConfig } from './config.ts';
import type { FeatureManifest } from './feature.ts';
import { checkIn } from './features/check-in/feature.ts';
import { ownFeatures } from './own/features.ts';

/** Every feature: adding one is a folder and a line here; a fork adds its own in own/features.ts. */
const manifests: readonly FeatureManifest[] = [checkIn, ...ownFeatures];

/** The whole service, ready to run; the only place that constructs. */
export function compose(config: OffPisteConfig): GnarApp<OffPisteConfig> {
  return new GnarApp('off-piste', {
    config,
    production: config.production,
    compose: (parts) => composeFeatures(manifests.map((manifest) => manifest(parts))),
  });
}
