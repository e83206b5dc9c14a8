import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { SignUpService } from './sign-up.service.ts';

export function signUpRoutes(route: MakeRoute, service: SignUpService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.signUp, { limit: 'signUp', captcha: true, audit: 'sign_up' }, async (request) => {
        await service.request(request.body, request);
        return reply(202, {});
      }),
    ],
  });
}
