import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import {
  createForgottenPasswordDelivery,
  type ForgottenPasswordDeliveryOptions,
} from './forgotten-password.delivery.ts';
import { forgottenPasswordRoutes } from './forgotten-password.routes.ts';
import {
  createForgottenPasswordService,
  type ForgottenPasswordOptions,
} from './forgotten-password.service.ts';
import { RESET_REQUESTED } from './forgotten-password.types.ts';

export const forgottenPassword = (
  parts: Routed & ForgottenPasswordOptions & ForgottenPasswordDeliveryOptions,
): Feature => ({
  blueprint: forgottenPasswordRoutes(parts.route, createForgottenPasswordService(parts)),
  jobs: { [RESET_REQUESTED]: createForgottenPasswordDelivery(parts) },
});
