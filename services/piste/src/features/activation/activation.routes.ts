import { activateRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { ActivationService } from './activation.service.ts';

interface ActivationRoutesOptions {
  readonly service: ActivationService;
  readonly countRequest: CountRequest;
}

export function activationRoutes({ service, countRequest }: ActivationRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/activate', { auth: 'public', body: activateRequestSchema }, async (request) => {
        await countRequest('useLink', request.ip);
        await service.activate(request.body, request);
        return reply(204);
      }),
    ],
  });
}
