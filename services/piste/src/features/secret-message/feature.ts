import type { Config } from '@gnar/gear/config';
import type { PeerClient, RequestContext } from '@gnar/gear/peer';
import type { Redis } from '@gnar/gear/redis';
import type { Feature } from '../../feature.ts';
import type { MakeRoute } from '../../protection/route.ts';
import { secretMessageRoutes } from './secret-message.routes.ts';
import { createSecretMessageService } from './secret-message.service.ts';
import type { secretMessageSettings } from './secret-message.settings.ts';

interface Parts {
  readonly route: MakeRoute<'secretMessage'>;
  readonly config: Config<typeof secretMessageSettings>;
  readonly redis: Redis;
  readonly peer: (name: string, request: RequestContext) => Pick<PeerClient, 'get'>;
}

export function secretMessage({ route, config, redis, peer }: Parts): Feature {
  const service = createSecretMessageService(redis);
  return {
    blueprint: secretMessageRoutes(route, service, (request) => peer('off-piste', request)),
    queues: [{ queue: config.sqsQueueName, handler: (body) => service.receive(body) }],
  };
}
