import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { type LogInCapacity, logInRoutes } from './log-in.routes.ts';
import { createLogInService, type LogInOptions } from './log-in.service.ts';

export const logIn = (parts: Routed & LogInOptions & { readonly argon2: LogInCapacity }): Feature => ({
  blueprint: logInRoutes(parts.route, createLogInService(parts), parts.argon2),
});
