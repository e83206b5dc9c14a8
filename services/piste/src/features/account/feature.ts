import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { accountRoutes } from './account.routes.ts';
import { createAccountService, type AccountOptions } from './account.service.ts';

export const account = (parts: Routed & AccountOptions): Feature => ({
  blueprint: accountRoutes(parts.route, createAccountService(parts)),
});
