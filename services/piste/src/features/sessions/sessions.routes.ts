import { sessionParamsSchema } from '@gnar/contract';
import { defineBlueprint, del, get, reply, type Blueprint } from '@gnar/gear';
import type { SessionsService } from './sessions.service.ts';

export function sessionsRoutes({ service }: { readonly service: SessionsService }): Blueprint {
  return defineBlueprint({
    prefix: '/user/sessions',
    routes: [
      get('/', { auth: 'required' }, async ({ session }) => reply(200, await service.list(session))),
      del('/:sid', { auth: 'required', params: sessionParamsSchema }, async (request) => {
        await service.end(request.session, request.params.sid, request);
        return reply(204);
      }),
    ],
  });
}
