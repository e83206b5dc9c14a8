import { operations } from '@gnar/contract';
import { UnauthorizedError } from '@gnar/gear/errors';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import { toAccountResponse } from '../../accounts/account-response.ts';
import type { MakeRoute } from '../../protection/route.ts';
import type { AccountService } from './account.service.ts';

export function accountRoutes(route: MakeRoute, service: AccountService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.getAccount, { auth: 'token' }, async (request) => {
        const owner = await service.ownerOf(request.identity.sid);
        if (!owner) throw new UnauthorizedError('session_ended');
        request.confirm({ userId: owner.user.id, expiresAt: owner.expiresAt });
        return reply(200, toAccountResponse(owner.user));
      }),
      route(operations.updateAccount, {}, async (request) => {
        const { session, params, body } = request;
        return reply(200, toAccountResponse(await service.update(session, params.id, body, request)));
      }),
    ],
  });
}
