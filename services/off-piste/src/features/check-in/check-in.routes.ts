import { defineBlueprint, get, reply, type Blueprint } from '@gnar/gear';
import type { CheckInService } from './check-in.service.ts';

/** Anybody may check in; a token that is sent has to be good. */
export function checkInRoutes(service: CheckInService): Blueprint {
  return defineBlueprint({
    prefix: '/check-in',
    routes: [get('/', { auth: 'optional' }, async () => reply(200, await service.checkIn()))],
  });
}
