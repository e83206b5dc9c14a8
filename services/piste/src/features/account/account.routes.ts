import { accountParamsSchema, updateAccountRequestSchema } from '@gnar/contract';
import { UnauthorizedError } from '@gnar/gear/errors';
import { defineBlueprint, post, put, reply, type Blueprint } from '@gnar/gear/http';
import { accountAnswer } from '../../accounts/account-answer.ts';
import type { AccountService } from './account.service.ts';

export function accountRoutes({ service }: { readonly service: AccountService }): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/get', { auth: 'token' }, async (request) => {
        const owner = await service.ownerOf(request.identity.sid);
        if (!owner) throw new UnauthorizedError('session_ended');
        request.confirm({ userId: owner.user.id, expiresAt: owner.expiresAt });
        return reply(200, accountAnswer(owner.user));
      }),
      put(
        '/:id',
        { auth: 'required', params: accountParamsSchema, body: updateAccountRequestSchema },
        async (request) => {
          const { session, params, body } = request;
          return reply(200, accountAnswer(await service.update(session, params.id, body, request)));
        },
      ),
    ],
  });
}
