import type { KnownService } from '../system/known-services.ts';

export const known = {
  peerRoute: '/check-in',
  settings: { GNAR_SECRET_MESSAGE_DELAY_SECONDS: '1' },
} satisfies KnownService;
