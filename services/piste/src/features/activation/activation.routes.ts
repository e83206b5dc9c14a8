import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { ActivationService } from './activation.service.ts';

interface ActivationRoutesOptions {
  readonly service: ActivationService;
  readonly route: MakeRoute;
}

export function activationRoutes({ service, route }: ActivationRoutesOptions): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.activate, { limit: 'useLink', audit: 'activate' }, async (request) => {
        await service.activate(request.body, request);
        return reply(204);
      }),
    ],
  });
}
