import { resetPasswordRequestSchema, sendResetPasswordEmailRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { Admit } from '../../protection/admit.ts';
import type { PassCaptcha } from '../../protection/captcha.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { ForgottenPasswordService } from './forgotten-password.service.ts';

interface ForgottenPasswordRoutesOptions {
  readonly service: ForgottenPasswordService;
  readonly admit: Admit;
  readonly countRequest: CountRequest;
  readonly passCaptcha: PassCaptcha;
}

export function forgottenPasswordRoutes({
  service,
  admit,
  countRequest,
  passCaptcha,
}: ForgottenPasswordRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post(
        '/send-reset-password-email',
        { auth: 'public', body: sendResetPasswordEmailRequestSchema },
        async (request) => {
          await admit('forgot_password', request, async () => {
            await countRequest('forgotPassword', request.ip);
            await passCaptcha('forgot', request.body.captcha, request);
          });
          await service.requestMail(request.body, request);
          return reply(202, {});
        },
      ),
      post('/reset-password', { auth: 'public', body: resetPasswordRequestSchema }, async (request) => {
        await admit('reset_password', request, () => countRequest('useLink', request.ip));
        await service.reset(request.body, request);
        return reply(204);
      }),
    ],
  });
}
