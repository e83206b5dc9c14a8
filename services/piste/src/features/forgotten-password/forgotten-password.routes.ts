import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { ForgottenPasswordService } from './forgotten-password.service.ts';

export function forgottenPasswordRoutes(route: MakeRoute, service: ForgottenPasswordService): Blueprint {
  return defineBlueprint({
    routes: [
      route(
        operations.sendResetPasswordEmail,
        { limit: 'forgotPassword', captcha: true, audit: 'forgot_password' },
        async (request) => {
          await service.requestLink(request.body, request);
          return reply(202, {});
        },
      ),
      route(operations.resetPassword, { limit: 'useLink', audit: 'reset_password' }, async (request) => {
        await service.reset(request.body, request);
        return reply(204);
      }),
    ],
  });
}
