import type { EnvSchema } from '@gnar/gear/config';

/** Your own variables of off-piste, names without their prefix, as in ../config.ts. `npm run docs` lists them in docs/environment.md. */
export const ownSchema = {} satisfies EnvSchema;
