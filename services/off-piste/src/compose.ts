import { GnarApp } from '@gnar/gear';
import type { OffPisteConfig } from './config.ts';
import { checkInRoutes } from './features/check-in/check-in.routes.ts';
import { createCheckInService } from './features/check-in/check-in.service.ts';

/** The whole service, ready to run; the only place that constructs. */
export function compose(config: OffPisteConfig): GnarApp<OffPisteConfig> {
  return new GnarApp('off-piste', {
    config,
    production: config.production,
    compose: ({ queues }) => ({
      blueprints: [
        checkInRoutes(
          createCheckInService({
            queues,
            queueName: config.sqsQueueName,
            delaySeconds: config.secretMessageDelaySeconds,
          }),
        ),
      ],
    }),
  });
}
