import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { services } from '../../services.ts';
import { program } from '../delivery/program.ts';
import { root } from '../root.ts';
import { lockedPackages } from './lock-files.ts';

/** What goes to production, by the folder of its workspace. */
export const shippedServices: readonly string[] = services.map(({ name }) => name);

const componentSchema = z.looseObject({ 'bom-ref': z.string(), name: z.string(), version: z.string() });
const bomSchema = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.string(),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string() }) }),
  components: z.array(componentSchema).min(1),
  dependencies: z.array(z.looseObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});
export type BillOfMaterials = z.infer<typeof bomSchema>;

/** npm's own bill of all that the lock file has: CycloneDX, with sums and licences. */
export async function wholeBill(): Promise<BillOfMaterials> {
  const order = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  return bomSchema.parse(JSON.parse(await program('npm', order, { quiet: true })));
}

/**
 * What a service brings to production beside its own code. Cut out of the whole bill here: asked for one workspace, npm (11) leaves
 * packages out that another workspace has as well, and takes in what our workspaces have for their tests only.
 */
export function billOf(service: string, whole: BillOfMaterials): BillOfMaterials {
  const dependsOn = new Map(whole.dependencies.map((each) => [each.ref, each.dependsOn]));
  const start = whole.components.find((each) => each['bom-ref'].startsWith(`@gnar/${service}@`));
  if (start === undefined) throw new Error(`npm knows no workspace @gnar/${service}.`);
  const found = new Set<string>();
  const open = [start['bom-ref']];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (found.has(ref)) continue;
    found.add(ref);
    const shipped = shippedNeedsOf(ref);
    const spare = optionalPeersOf(ref);
    const isNeeded = (name: string) => shipped?.has(name) ?? !spare.has(name);
    open.push(...(dependsOn.get(ref) ?? []).filter((need) => isNeeded(nameIn(need))));
  }
  found.delete(start['bom-ref']);
  return {
    ...whole,
    metadata: { ...whole.metadata, component: { ...start, type: 'application', name: `@gnar/${service}` } },
    components: whole.components.filter((each) => found.has(each['bom-ref'])),
    dependencies: whole.dependencies
      .filter(({ ref }) => found.has(ref) || ref === start['bom-ref'])
      .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((need) => found.has(need)) })),
  };
}

const locked = new Map(
  lockedPackages('package-lock.json').map((each) => [`${each.name}@${each.version ?? ''}`, each]),
);
const peersSchema = z.looseObject({
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
});

/** What a package can use and does without; npm's bill names it when another one has brought it. */
function optionalPeersOf(ref: string): ReadonlySet<string> {
  const { dependencies, peerDependenciesMeta } = peersSchema.parse(locked.get(ref) ?? {});
  const optional = Object.entries(peerDependenciesMeta).filter(([, meta]) => meta.optional === true);
  return new Set(optional.map(([name]) => name).filter((name) => !Object.hasOwn(dependencies, name)));
}

const nameIn = (ref: string): string => ref.slice(0, ref.lastIndexOf('@'));
const manifestSchema = z.looseObject({ dependencies: z.record(z.string(), z.string()).default({}) });

/** Of a workspace of ours, what it needs to run; nothing for a foreign package, whose tools npm does not install. */
function shippedNeedsOf(ref: string): ReadonlySet<string> | undefined {
  const [, room] = /^@gnar\/(.+)$/.exec(nameIn(ref)) ?? [];
  if (room === undefined) return undefined;
  const folder = shippedServices.includes(room) ? 'services' : 'packages';
  const manifest = readFileSync(join(root, folder, room, 'package.json'), 'utf8');
  return new Set(Object.keys(manifestSchema.parse(JSON.parse(manifest)).dependencies));
}

/**
 * Writes `.gnar/sbom/<service>.json`. What is below Node in the images (the system's packages) is in the SBOM that the builder
 * attaches to each of them. `node scripts/bootstrap.mjs scripts/supply-chain/sbom.ts`
 */
if (import.meta.main) {
  const folder = join(root, '.gnar', 'sbom');
  await mkdir(folder, { recursive: true });
  const whole = await wholeBill();
  for (const service of shippedServices) {
    const bill = billOf(service, whole);
    await writeFile(join(folder, `${service}.json`), `${JSON.stringify(bill, null, 2)}\n`);
    console.log(`✓ .gnar/sbom/${service}.json: ${bill.components.length} packages`);
  }
}
