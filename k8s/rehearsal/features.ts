import { modulesIn } from '@gnar/lodge/named-modules';
import type { OperationId } from '@gnar/contract';
import type { EdgeAnswer } from './edge-client.ts';

export interface Details {
  readonly body?: unknown;
  /** In the place of the path's parameter. */
  readonly parameter?: string;
}

/** A signed-in person: see person.ts. */
export interface Asker {
  /** @throws when the answer has not the status that the contract promises */
  use(id: OperationId, details?: Details): Promise<EdgeAnswer>;
  ask(id: OperationId, details?: Details): Promise<EdgeAnswer>;
}

/** `features/<name>.ts` exports it as `rehearsed`, and goes with the feature. */
export interface RehearsedFeature {
  /** As a test's name says it. */
  readonly does: string;
  /** What every pod is given for it. */
  readonly settings: Readonly<Record<string, string>>;
  /** Uses each of its operations. */
  readonly use: (person: Asker) => Promise<void>;
}

const modules = await modulesIn<{ readonly rehearsed: RehearsedFeature }>(
  new URL('features/', import.meta.url),
);

export const rehearsedFeatures = [...modules.values()].map(({ rehearsed }) => rehearsed);

export const settingsOfFeatures: Readonly<Record<string, string>> = Object.fromEntries(
  rehearsedFeatures.flatMap(({ settings }) => Object.entries(settings)),
);
