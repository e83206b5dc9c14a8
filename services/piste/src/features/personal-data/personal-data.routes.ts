import { accountParamsSchema, deleteAccountRequestSchema } from '@gnar/contract';
import { defineBlueprint, del, get, reply, type Blueprint } from '@gnar/gear/http';
import type { PersonalDataService } from './personal-data.service.ts';

export function personalDataRoutes({ service }: { readonly service: PersonalDataService }): Blueprint {
  return defineBlueprint({
    prefix: '/user',
    routes: [
      get('/export', { auth: 'required' }, async (request) =>
        reply(200, await service.export(request.session, request)),
      ),
      del(
        '/:id',
        {
          auth: 'required',
          renewToken: false,
          params: accountParamsSchema,
          body: deleteAccountRequestSchema,
        },
        async (request) => {
          await service.delete(request.session, request.params.id, request.body, request);
          return reply(204);
        },
      ),
    ],
  });
}
