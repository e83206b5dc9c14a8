import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from '../config.ts';
import { outputFolder, writeJson } from '../synthesis/write.ts';

const documentSchema = z.looseObject({
  terraform: z.looseObject({
    backend: z.object({ s3: z.looseObject({ bucket: z.string(), key: z.string() }) }),
  }),
  data: z
    .looseObject({
      terraform_remote_state: z
        .record(z.string(), z.looseObject({ config: z.looseObject({ key: z.string() }) }))
        .default({}),
    })
    .prefault({}),
});

/** A stack whose JSON has been written, ready for Terraform. */
export interface WrittenStack {
  /** Without its environment: `network`. */
  readonly name: string;
  /** Where `cdk.tf.json` is; Terraform works in it. */
  readonly folder: string;
  /** Names of the stacks whose outputs it reads. */
  readonly needs: readonly string[];
  /** Where its state is kept. */
  readonly bucket: string;
  readonly key: string;
}

/** Synthesises an environment. @returns its stacks in the order in which they are put up. */
export function writeStacks(environment: Environment, out = outputFolder): readonly WrittenStack[] {
  return writeJson([environment], out).map((id) => {
    const folder = join(out, 'stacks', id);
    const document = documentSchema.parse(JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')));
    const states = Object.values(document.data.terraform_remote_state);
    return {
      name: id.slice(environment.name.length + 1),
      folder,
      needs: [...new Set(states.map(({ config }) => config.key.split('/')[0] ?? ''))],
      ...document.terraform.backend.s3,
    };
  });
}
