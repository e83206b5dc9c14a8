import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { CheckLinkService } from './check-link.service.ts';

export function checkLinkRoutes(route: MakeRoute, service: CheckLinkService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.checkLink, { limit: 'useLink' }, async ({ body }) =>
        reply(200, await service.check(body)),
      ),
    ],
  });
}
