import { logInRequestSchema } from '@gnar/contract';
import type { Argon2 } from '@gnar/gear/argon2';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import { accountAnswer } from '../../accounts/account-answer.ts';
import type { Admit } from '../../protection/admit.ts';
import type { PassCaptcha } from '../../protection/captcha.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { LogInService } from './log-in.service.ts';

interface LogInRoutesOptions {
  readonly service: LogInService;
  readonly argon2: Pick<Argon2, 'assertRoom' | 'withPlace'>;
  readonly admit: Admit;
  readonly countRequest: CountRequest;
  readonly passCaptcha: PassCaptcha;
}

export function logInRoutes({
  service,
  argon2,
  admit,
  countRequest,
  passCaptcha,
}: LogInRoutesOptions): Blueprint {
  // A log-in that will be refused costs neither Redis nor Postgres, nor the reading of its body. It takes its place when
  // the body is there: a client that sends it slowly must not keep others out. The captcha is asked within it, for at most
  // a second: who gets no place is not worth a question, and would have lost a token that is good for one (docs/operate.md).
  const admits = () => argon2.assertRoom();
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/login', { auth: 'public', admits, body: logInRequestSchema }, async (request) => {
        const { user, authorization, deviceCookie } = await argon2.withPlace(async () => {
          await admit('log_in', request, async () => {
            await countRequest('logIn', request.ip);
            await passCaptcha('login', request.body.captcha, request);
          });
          return service.logIn(request.body, request);
        });
        return reply(200, accountAnswer(user), {
          Authorization: authorization,
          'Set-Cookie': deviceCookie,
        });
      }),
      post('/logout', { auth: 'required', renewToken: false }, async (request) => {
        await service.logOut(request.session, request);
        return reply(204);
      }),
    ],
  });
}
