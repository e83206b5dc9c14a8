import { GnarApp } from '@gnar/gear';
import type { OffPisteConfig } from './config.ts';
import { checkIn } from './features/check-in/feature.ts';

/** The whole service, ready to run; the only place that constructs. Adding a feature is a folder and a line in its list. */
export function compose(config: OffPisteConfig): GnarApp<OffPisteConfig> {
  const { production } = config;
  return new GnarApp('off-piste', {
    config,
    production,
    compose: (parts) => ({ blueprints: [checkIn(parts)] }),
  });
}
