import { defineBlueprint, get, reply, type Blueprint } from '@gnar/gear/http';
import type { CheckInService } from './check-in.service.ts';

/** Services of ours ask, for a visitor or for a person whose token has to be good. */
export function checkInRoutes(service: CheckInService): Blueprint {
  return defineBlueprint({
    prefix: '/check-in',
    routes: [
      get('/', { auth: 'optional', callers: 'services' }, async () => reply(200, await service.checkIn())),
    ],
  });
}
