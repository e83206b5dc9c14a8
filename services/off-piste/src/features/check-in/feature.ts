import type { Config } from '@gnar/gear/config';
import type { Blueprint } from '@gnar/gear/http';
import type { Queues } from '@gnar/gear/queues';
import { checkInRoutes } from './check-in.routes.ts';
import { createCheckInService } from './check-in.service.ts';
import type { checkInSettings } from './check-in.settings.ts';

interface Parts {
  readonly config: Config<typeof checkInSettings>;
  readonly queues: Pick<Queues, 'send'>;
}

export const checkIn = ({ config, queues }: Parts): Blueprint =>
  checkInRoutes(
    createCheckInService({
      queues,
      queueName: config.sqsQueueName,
      delaySeconds: config.secretMessageDelaySeconds,
    }),
  );
