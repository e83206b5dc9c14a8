import { sessionParamsSchema } from '@gnar/contract';
import { defineBlueprint, del, get, reply, type Blueprint } from '@gnar/gear/http';
import type { SessionsService } from './sessions.service.ts';

export function sessionsRoutes({ service }: { readonly service: SessionsService }): Blueprint {
  return defineBlueprint({
    prefix: '/user/sessions',
    routes: [
      get('/', { auth: 'required' }, async ({ session }) => reply(200, await service.list(session))),
      del('/:sid', { auth: 'required', params: sessionParamsSchema }, async (request) => {
        const { sid } = request.params;
        await service.end(request.session, sid, request);
        if (sid === request.session.sid) request.answerAs(undefined);
        return reply(204);
      }),
    ],
  });
}
