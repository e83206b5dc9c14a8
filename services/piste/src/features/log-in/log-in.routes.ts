import { operations } from '@gnar/contract';
import type { Argon2 } from '@gnar/gear/argon2';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import { toAccountResponse } from '../../accounts/account-response.ts';
import type { MakeRoute } from '../../protection/route.ts';
import type { LogInService } from './log-in.service.ts';

export type LogInCapacity = Pick<Argon2, 'assertRoom' | 'withPlace'>;

export function logInRoutes(route: MakeRoute, service: LogInService, argon2: LogInCapacity): Blueprint {
  // A log-in that will be refused costs neither Redis nor Postgres, nor the reading of its body. It takes its place when
  // the body is there: a client that sends it slowly must not keep others out. The captcha is asked within it, for at most
  // a second: a request that gets no place would only waste a token that is good for one try (docs/operate.md).
  const hashing = {
    admits: () => argon2.assertRoom(),
    around: <T>(_request: unknown, handle: () => Promise<T>) => argon2.withPlace(handle),
  };
  return defineBlueprint({
    routes: [
      route(
        operations.logIn,
        { ...hashing, limit: 'logIn', captcha: true, audit: 'log_in' },
        async (request) => {
          const { user, authorization, deviceCookie } = await service.logIn(request.body, request);
          return reply(200, toAccountResponse(user), {
            Authorization: authorization,
            'Set-Cookie': deviceCookie,
          });
        },
      ),
      route(operations.logOut, { renewToken: false }, async (request) => {
        await service.logOut(request.session, request);
        return reply(204);
      }),
    ],
  });
}
