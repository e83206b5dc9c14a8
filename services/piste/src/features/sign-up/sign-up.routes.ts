import { signUpRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { Admit } from '../../protection/admit.ts';
import type { PassCaptcha } from '../../protection/captcha.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { SignUpService } from './sign-up.service.ts';

interface SignUpRoutesOptions {
  readonly service: SignUpService;
  readonly admit: Admit;
  readonly countRequest: CountRequest;
  readonly passCaptcha: PassCaptcha;
}

export function signUpRoutes({ service, admit, countRequest, passCaptcha }: SignUpRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/signup', { auth: 'public', body: signUpRequestSchema }, async (request) => {
        await admit('sign_up', request, async () => {
          await countRequest('signUp', request.ip);
          await passCaptcha('signup', request.body.captcha, request);
        });
        await service.request(request.body, request);
        return reply(202, {});
      }),
    ],
  });
}
