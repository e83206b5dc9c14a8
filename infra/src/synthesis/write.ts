import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../config.ts';
import { synthesise } from './synthesise.ts';

/** Where Terraform finds the stacks: `infra/cdktf.out`. */
export const outputFolder = join(import.meta.dirname, '..', '..', 'cdktf.out');

/**
 * Writes `<folder>/stacks/<stack>/cdk.tf.json` for every stack, and the files that a stack has for other programs.
 * A stack's folder keeps what Terraform has put there; its document is replaced.
 * @returns the stacks' names, in the order in which they are put up.
 */
export function writeJson(environments: readonly Environment[], folder: string): readonly string[] {
  const stacks = synthesise(environments);
  for (const [name, stack] of stacks) {
    const place = join(folder, 'stacks', name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'cdk.tf.json'), `${JSON.stringify(stack.toTerraform(), null, 2)}\n`);
    for (const [file, content] of stack.files()) writeFileSync(join(place, file), content);
  }
  return [...stacks.keys()];
}
