import type { PublicRouteRow } from '../../testing/public-route-row.ts';

const limit = 'GNAR_SECRET_MESSAGES_PER_TEN_MINUTES';

export const secretMessageRows = {
  checkIn: { limit, status: 200, peer: 'GNAR_OFF_PISTE_SERVICE_PORT' },
  getMessage: { limit, status: 404 },
} satisfies Record<string, PublicRouteRow>;
