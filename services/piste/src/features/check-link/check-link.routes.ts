import { checkLinkRequestSchema } from '@gnar/contract';
import { defineBlueprint, post, reply, type Blueprint } from '@gnar/gear/http';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { CheckLinkService } from './check-link.service.ts';

interface CheckLinkRoutesOptions {
  readonly service: CheckLinkService;
  readonly countRequest: CountRequest;
}

export function checkLinkRoutes({ service, countRequest }: CheckLinkRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      post('/check-link', { auth: 'public', body: checkLinkRequestSchema }, async (request) => {
        await countRequest('useLink', request.ip);
        return reply(200, await service.check(request.body));
      }),
    ],
  });
}
