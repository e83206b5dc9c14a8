import { stepUpRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { StepUpService } from './step-up.service.ts';

export function stepUpRoutes({ service }: { readonly service: StepUpService }): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/step-up', { auth: 'required', body: stepUpRequestSchema }, async (request) => {
        await service.stepUp(request.session, request.body, request);
        return reply(204);
      }),
    ],
  });
}
