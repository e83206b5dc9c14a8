import type { Feature } from '../../feature.ts';
import type { EnforceRateLimit } from '../../protection/request-limits.ts';
import type { Routed } from '../../protection/route.ts';
import { changePasswordRoutes } from './change-password.routes.ts';
import { createChangePasswordService, type ChangePasswordOptions } from './change-password.service.ts';

type Parts = Routed & ChangePasswordOptions & { readonly enforceRateLimit: EnforceRateLimit };

export const changePassword = (parts: Parts): Feature => ({
  blueprint: changePasswordRoutes(parts.route, createChangePasswordService(parts), parts.enforceRateLimit),
});
