import type { Feature } from '../../feature.ts';
import type { CountRequest } from '../../protection/request-limits.ts';
import type { Routed } from '../../protection/route.ts';
import { passwordRoutes } from './password.routes.ts';
import { createPasswordService, type PasswordOptions } from './password.service.ts';

type Parts = Routed & PasswordOptions & { readonly countRequest: CountRequest };

export const password = (parts: Parts): Feature => ({
  blueprint: passwordRoutes(parts.route, createPasswordService(parts), parts.countRequest),
});
