import { changePasswordRequestSchema, scorePasswordRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { PasswordService } from './password.service.ts';

interface PasswordRoutesOptions {
  readonly service: PasswordService;
  readonly countRequest: CountRequest;
}

export function passwordRoutes({ service, countRequest }: PasswordRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/score-password', { auth: 'public', body: scorePasswordRequestSchema }, async (request) => {
        await countRequest('scorePassword', request.ip);
        return reply(200, await service.score(request.body));
      }),
      post('/change-password', { auth: 'required', body: changePasswordRequestSchema }, async (request) => {
        await service.change(request.session, request.body, request);
        return reply(204);
      }),
    ],
  });
}
