import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { program } from '../delivery/program.ts';
import { root } from '../root.ts';

/** What goes to production, by the name of its workspace. */
export const shippedWorkspaces = ['piste', 'off-piste', 'powder'] as const;

const componentSchema = z.looseObject({ name: z.string(), version: z.string(), purl: z.string() });
const bomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(componentSchema).min(1),
});
export type BillOfMaterials = z.infer<typeof bomSchema>;

/** What a service brings to production beside its own code, from the lock file: CycloneDX, without development's tools. */
export async function billOfMaterials(
  workspace: (typeof shippedWorkspaces)[number],
): Promise<BillOfMaterials> {
  const order = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--workspace', `@gnar/${workspace}`];
  const printed = await program('npm', [...order, '--package-lock-only'], { quiet: true });
  const bill = bomSchema.parse(JSON.parse(printed));
  // npm names the bill after the folder that the repository is in.
  const component = { ...bill.metadata.component, name: `@gnar/${workspace}` };
  return { ...bill, metadata: { ...bill.metadata, component } };
}

/**
 * Writes `.gnar/sbom/<service>.json`. What is below Node in the images (the system's packages) is in the SBOM that the builder
 * attaches to each of them. `npm run sbom`
 */
if (import.meta.main) {
  const folder = join(root, '.gnar', 'sbom');
  await mkdir(folder, { recursive: true });
  for (const workspace of shippedWorkspaces) {
    const bill = await billOfMaterials(workspace);
    await writeFile(join(folder, `${workspace}.json`), `${JSON.stringify(bill, null, 2)}\n`);
    console.log(`✓ .gnar/sbom/${workspace}.json: ${bill.components.length} packages`);
  }
}
