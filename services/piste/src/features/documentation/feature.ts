import type { Feature } from '../../feature.ts';
import { productVersion } from '../../version.ts';
import { documentationRoutes } from './documentation.routes.ts';

export const documentation = (): Feature => ({
  blueprint: documentationRoutes({ version: productVersion() }),
});
