import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { CheckLinkService } from './check-link.service.ts';

interface CheckLinkRoutesOptions {
  readonly service: CheckLinkService;
  readonly route: MakeRoute;
}

export function checkLinkRoutes({ service, route }: CheckLinkRoutesOptions): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.checkLink, { limit: 'useLink' }, async ({ body }) =>
        reply(200, await service.check(body)),
      ),
    ],
  });
}
