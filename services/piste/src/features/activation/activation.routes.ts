import { activateRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { Admit } from '../../protection/admit.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { ActivationService } from './activation.service.ts';

interface ActivationRoutesOptions {
  readonly service: ActivationService;
  readonly admit: Admit;
  readonly countRequest: CountRequest;
}

export function activationRoutes({ service, admit, countRequest }: ActivationRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/activate', { auth: 'public', body: activateRequestSchema }, async (request) => {
        await admit('activate', request, () => countRequest('useLink', request.ip));
        await service.activate(request.body, request);
        return reply(204);
      }),
    ],
  });
}
