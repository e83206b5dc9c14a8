import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { createSignUpDelivery, type SignUpDeliveryOptions } from './sign-up.delivery.ts';
import { signUpRoutes } from './sign-up.routes.ts';
import { createSignUpService, type SignUpOptions } from './sign-up.service.ts';
import { SIGN_UP_REQUESTED } from './sign-up.types.ts';

export const signUp = (parts: Routed & SignUpOptions & SignUpDeliveryOptions): Feature => ({
  blueprint: signUpRoutes(parts.route, createSignUpService(parts)),
  jobs: { [SIGN_UP_REQUESTED]: createSignUpDelivery(parts) },
});
