import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { ActivationService } from './activation.service.ts';

export function activationRoutes(route: MakeRoute, service: ActivationService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.activate, { limit: 'useLink', audit: 'activate' }, async (request) => {
        await service.activate(request.body, request);
        return reply(204);
      }),
    ],
  });
}
