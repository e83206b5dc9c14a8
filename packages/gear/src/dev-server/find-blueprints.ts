import type { Blueprint } from '../blueprint/define-blueprint.ts';
import { discoverBlueprints } from '../blueprint/discover-blueprints.ts';
import { LoadFailure } from './load-failure.ts';

export interface FoundBlueprints {
  readonly blueprints: readonly Blueprint[];
  /** The modules that did not load, as one error. */
  readonly failure: LoadFailure | undefined;
}

/** Blueprints that are found by themselves below a folder; those that load serve though others do not. */
export async function findBlueprints(root: string | URL): Promise<FoundBlueprints> {
  const { blueprints, failed } = await discoverBlueprints(root);
  return { blueprints, failure: failed.length === 0 ? undefined : new LoadFailure(failed) };
}
