import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { StepUpService } from './step-up.service.ts';

export function stepUpRoutes(route: MakeRoute, service: StepUpService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.stepUp, {}, async (request) => {
        await service.stepUp(request.session, request.body, request);
        return reply(204);
      }),
    ],
  });
}
