import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { StepUpService } from './step-up.service.ts';

interface StepUpRoutesOptions {
  readonly service: StepUpService;
  readonly route: MakeRoute;
}

export function stepUpRoutes({ service, route }: StepUpRoutesOptions): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.stepUp, {}, async (request) => {
        await service.stepUp(request.session, request.body, request);
        return reply(204);
      }),
    ],
  });
}
