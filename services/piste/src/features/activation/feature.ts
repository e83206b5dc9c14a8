import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { activationRoutes } from './activation.routes.ts';
import { createActivationService, type ActivationOptions } from './activation.service.ts';

export const activation = (parts: Routed & ActivationOptions): Feature => ({
  blueprint: activationRoutes(parts.route, createActivationService(parts)),
});
