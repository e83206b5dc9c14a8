import { operations } from '@gnar/contract';
import { defineBlueprint, reply, type Blueprint } from '@gnar/gear/http';
import type { PeerClient, RequestContext } from '@gnar/gear/peer';
import type { MakeRoute } from '../../protection/route.ts';
import type { SecretMessageService } from './secret-message.service.ts';

/** Off-piste, asked in the name of the person who asks us. */
type OffPiste = (request: RequestContext) => Pick<PeerClient, 'get'>;

/** The walkthrough's demonstration of a peer request and a queue: a visitor may ask, a bad token may not. */
export function secretMessageRoutes(
  route: MakeRoute<'secretMessage'>,
  service: SecretMessageService,
  offPiste: OffPiste,
): Blueprint {
  return defineBlueprint({
    routes: [
      route(operations.checkIn, { limit: 'secretMessage' }, async (request) =>
        reply(200, await offPiste(request).get<string>('/check-in')),
      ),
      route(operations.getMessage, { limit: 'secretMessage' }, async ({ params }) =>
        reply(200, await service.find(params.id)),
      ),
    ],
  });
}
