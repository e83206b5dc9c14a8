import type { ServiceEntry } from '../services.types.ts';

/** Your own services: one entry each, as in ../services.ts. `npm run new:service <name>` writes here. */
export const ownServices: readonly ServiceEntry[] = [];
