import { accountParamsSchema, updateAccountRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, put, reply, type Blueprint } from '@gnar/gear';
import { accountAnswer } from '../../accounts/account-answer.ts';
import type { AccountService } from './account.service.ts';

export function accountRoutes({ service }: { readonly service: AccountService }): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/get', { auth: 'required' }, async ({ session }) =>
        reply(200, accountAnswer(await service.get(session))),
      ),
      put(
        '/:id',
        { auth: 'required', params: accountParamsSchema, body: updateAccountRequestSchema },
        async ({ session, params, body }) =>
          reply(200, accountAnswer(await service.update(session, params.id, body))),
      ),
    ],
  });
}
