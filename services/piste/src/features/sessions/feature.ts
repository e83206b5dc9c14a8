import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { sessionsRoutes } from './sessions.routes.ts';
import { createSessionsService, type SessionsOptions } from './sessions.service.ts';

export const sessions = (parts: Routed & SessionsOptions): Feature => ({
  blueprint: sessionsRoutes(parts.route, createSessionsService(parts)),
});
