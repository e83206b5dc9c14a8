import type { Config } from '@gnar/gear/config';
import type { Feature } from '@gnar/gear/features';
import type { Queues } from '@gnar/gear/queues';
import { checkInRoutes } from './check-in.routes.ts';
import { createCheckInService } from './check-in.service.ts';
import type { checkInSettings } from './check-in.settings.ts';

interface Parts {
  readonly config: Config<typeof checkInSettings>;
  readonly queues: Pick<Queues, 'send'>;
}

export const checkIn = ({ config, queues }: Parts): Feature => ({
  blueprint: checkInRoutes(
    createCheckInService({
      queues,
      queueName: config.sqsQueueName,
      delaySeconds: config.secretMessageDelaySeconds,
    }),
  ),
});
