import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { checkLinkRoutes } from './check-link.routes.ts';
import { createCheckLinkService, type CheckLinkOptions } from './check-link.service.ts';

export const checkLink = (parts: Routed & CheckLinkOptions): Feature => ({
  blueprint: checkLinkRoutes(parts.route, createCheckLinkService(parts)),
});
