import { modulesIn } from '@gnar/lodge/named-modules';
import type { Call, Client } from './client.ts';

/** What people do with a feature; `src/features/<name>.ts` exports it as `chaos`, and goes with the feature. */
export interface ChaosFeature {
  /** @returns what was promised by the answer; undefined when nothing was */
  use(client: Client, call: Call): Promise<string | undefined>;
  /** Asked again for a while until it is. */
  isKept(client: Client, promise: string, call: Call): Promise<boolean>;
}

const modules = await modulesIn<{ readonly chaos: ChaosFeature }>(new URL('../features/', import.meta.url));

export const chaosFeatures = new Map([...modules].map(([name, { chaos }]) => [name, chaos]));
