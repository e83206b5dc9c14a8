import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { EnforceRateLimit } from '../../protection/request-limits.ts';
import type { MakeRoute } from '../../protection/route.ts';
import type { ChangePasswordService } from './change-password.service.ts';

/** A password whose estimate was given up has cost a worker; counted as so many requests beside its own. */
const PRICE_OF_GIVING_UP = 9;

export function changePasswordRoutes(
  route: MakeRoute,
  service: ChangePasswordService,
  enforceRateLimit: EnforceRateLimit,
): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.scorePassword, { limit: 'scorePassword' }, async (request) => {
        const { verdict, isGivenUp } = await service.score(request.body);
        if (isGivenUp) await enforceRateLimit('scorePassword', request.ip, PRICE_OF_GIVING_UP);
        return reply(200, verdict);
      }),
      route(
        operations.changePassword,
        { limit: 'scorePassword', audit: 'change_password' },
        async (request) => {
          request.answerAs(await service.change(request.session, request.body, request));
          return reply(204);
        },
      ),
    ],
  });
}
