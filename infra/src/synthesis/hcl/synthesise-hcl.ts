import { format } from '@cdktf/hcl-tools';
import type { Environment } from '../../config.ts';
import { synthesise } from '../synthesise.ts';
import { blockPathsOf } from './block-paths.ts';
import { renderHcl } from './render.ts';

/**
 * Every stack in Terraform's own language, as `terraform fmt` would write it: the way out of CDKTF, see ADR 0008.
 * CDKTF's own writer was tried: it loses overrides such as the state's lock file, and leaves quotes unescaped.
 * @returns the text of `main.tf` by stack, in the order in which they are put up.
 */
export async function synthesiseHcl(
  environments: readonly Environment[],
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [name, stack] of synthesise(environments)) {
    const hcl = renderHcl(stack.toTerraform(), blockPathsOf(stack));
    texts.set(name, await format(`${hcl}\n`));
  }
  return texts;
}
