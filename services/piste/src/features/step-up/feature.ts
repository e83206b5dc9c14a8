import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { stepUpRoutes } from './step-up.routes.ts';
import { createStepUpService, type StepUpOptions } from './step-up.service.ts';

export const stepUp = (parts: Routed & StepUpOptions): Feature => ({
  blueprint: stepUpRoutes(parts.route, createStepUpService(parts)),
});
