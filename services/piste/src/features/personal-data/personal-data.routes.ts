import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { PersonalDataService } from './personal-data.service.ts';

export function personalDataRoutes(route: MakeRoute, service: PersonalDataService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.exportPersonalData, {}, async (request) =>
        reply(200, await service.export(request.session, request)),
      ),
      route(operations.deleteAccount, { renewToken: false }, async (request) => {
        await service.delete(request.session, request.params.id, request.body, request);
        return reply(204);
      }),
    ],
  });
}
