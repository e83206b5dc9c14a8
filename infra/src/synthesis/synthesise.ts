import { createApp } from './create-app.ts';
import { composeEnvironment } from '../compose.ts';
import type { Environment } from '../config.ts';
import type { GnarStack } from '../stacks/gnar-stack.ts';

/**
 * Builds every stack of the environments, with the references between them resolved, and writes nothing.
 * @returns the stacks by name (`staging-network`), in the order in which they are put up.
 */
export function synthesise(environments: readonly Environment[]): ReadonlyMap<string, GnarStack> {
  const app = createApp();
  const stacks = environments.flatMap((environment) => composeEnvironment(app, environment));
  // References across stacks become outputs of one and remote states of the other only when both are prepared.
  for (const stack of stacks) stack.prepareStack();
  return new Map(stacks.map((stack) => [stack.node.id, stack]));
}
