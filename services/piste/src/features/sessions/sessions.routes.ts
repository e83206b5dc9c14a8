import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { MakeRoute } from '../../protection/route.ts';
import type { SessionsService } from './sessions.service.ts';

export function sessionsRoutes(route: MakeRoute, service: SessionsService): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.listSessions, {}, async ({ session }) => reply(200, await service.list(session))),
      route(operations.endSession, {}, async (request) => {
        const { sid } = request.params;
        await service.end(request.session, sid, request);
        if (sid === request.session.sid) request.answerAs(undefined);
        return reply(204);
      }),
    ],
  });
}
