import { messageParamsSchema } from '@gnar/contract';
import { defineBlueprint, get, reply, type Blueprint } from '@gnar/gear/http';
import type { PeerClient, RequestContext } from '@gnar/gear/peer';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { SecretMessageService } from './secret-message.service.ts';

interface SecretMessageRoutesOptions {
  readonly service: SecretMessageService;
  readonly countRequest: CountRequest;
  /** Off-piste, asked in the name of whoever asks us. */
  readonly offPiste: (request: RequestContext) => Pick<PeerClient, 'get'>;
}

/** The walkthrough's demonstration of a peer request and a queue: a visitor may ask, a bad token may not. */
export function secretMessageRoutes({
  service,
  countRequest,
  offPiste,
}: SecretMessageRoutesOptions): Blueprint {
  return defineBlueprint({
    prefix: '/10-45',
    routes: [
      get('/', { auth: 'optional' }, async (request) => {
        await countRequest('secretMessage', request.ip);
        return reply(200, await offPiste(request).get<string>('/check-in'));
      }),
      get('/get-message/:id', { auth: 'optional', params: messageParamsSchema }, async (request) => {
        await countRequest('secretMessage', request.ip);
        return reply(200, await service.find(request.params.id));
      }),
    ],
  });
}
