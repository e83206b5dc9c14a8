import type { Feature } from '../../feature.ts';
import type { Routed } from '../../protection/route.ts';
import { personalDataRoutes } from './personal-data.routes.ts';
import { createPersonalDataService, type PersonalDataOptions } from './personal-data.service.ts';

export const personalData = (parts: Routed & PersonalDataOptions): Feature => ({
  blueprint: personalDataRoutes(parts.route, createPersonalDataService(parts)),
});
