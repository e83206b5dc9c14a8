import { z } from 'zod';
import type { Environment } from '../config.ts';
import { synthesise } from '../synthesis/synthesise.ts';
import { freeTypes } from './free-types.ts';
import { kopsQuantities } from './kops-nodes.ts';
import { type Arguments, type Context, meters, type Quantity } from './meters.ts';
import { prices } from './prices.ts';
import { usages } from './usage.ts';

const documentSchema = z.looseObject({
  resource: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
});

interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly arguments: Arguments;
}

interface Use extends Quantity {
  readonly stack: string;
}

/** One thing that a stack pays for. */
export interface CostLine {
  readonly meter: string;
  readonly units: number;
  readonly monthlyUsd: number;
}

export interface StackCost {
  /** Without its environment: `network`. */
  readonly stack: string;
  readonly monthlyUsd: number;
  readonly lines: readonly CostLine[];
}

/** A resource is synthesised that has no price here. */
export class PriceMissing extends Error {
  override readonly name = 'PriceMissing';
}

/**
 * What an environment costs in a month, stack by stack, from the resources that it synthesises.
 * @throws PriceMissing for a type of resource or instance that is in no table: add it there
 */
export function estimate(environment: Environment): readonly StackCost[] {
  const { resources, manifests, stacks } = synthesised(environment);
  const usage = usages[environment.size];
  const context: Context = {
    environment,
    usage,
    resolve: (reference) => resolve(reference, resources),
    countOf: (type) => resources.filter((resource) => resource.type === type).length,
  };
  const uses: readonly Use[] = [
    ...resources.flatMap((resource) =>
      meterOf(resource.type)(resource.arguments, context).map((quantity) => ({
        ...quantity,
        stack: resource.stack,
      })),
    ),
    ...manifests.flatMap(({ stack, manifest }) =>
      kopsQuantities(manifest, usage).map((quantity) => ({ ...quantity, stack })),
    ),
  ];
  return stacks.map((stack) => costOf(stack, uses));
}

export const totalOf = (costs: readonly StackCost[]): number =>
  costs.reduce((sum, { monthlyUsd }) => sum + monthlyUsd, 0);

function synthesised(environment: Environment) {
  const stacks = [...synthesise([environment])].map(
    ([id, stack]) => [id.slice(environment.name.length + 1), stack] as const,
  );
  const resources: readonly Resource[] = stacks.flatMap(([stack, one]) =>
    Object.entries(documentSchema.parse(one.toTerraform()).resource).flatMap(([type, byId]) =>
      Object.entries(byId).map(([id, block]) => ({ stack, type, id, arguments: block })),
    ),
  );
  const manifests = stacks.flatMap(([stack, one]) => {
    const manifest = one.files().get('cluster.yaml');
    return manifest === undefined ? [] : [{ stack, manifest }];
  });
  return { resources, manifests, stacks: stacks.map(([stack]) => stack) };
}

function meterOf(type: string) {
  const meter = meters[type] ?? (freeTypes.has(type) ? () => [] : undefined);
  if (meter === undefined)
    throw new PriceMissing(`${type} is in neither cost/meters.ts nor cost/free-types.ts`);
  return meter;
}

function resolve(reference: unknown, resources: readonly Resource[]): Arguments | undefined {
  const [, type, id] = /\$\{(aws_\w+)\.([\w-]+)\./.exec(String(reference)) ?? [];
  return resources.find((resource) => resource.type === type && resource.id === id)?.arguments;
}

function costOf(stack: string, uses: readonly Use[]): StackCost {
  const meterNames = new Set(uses.filter((use) => use.stack === stack).map(({ meter }) => meter));
  const lines = [...meterNames]
    .map((meter) => {
      const sum = (some: readonly Use[]) =>
        some.filter((use) => use.meter === meter).reduce((total, use) => total + use.units, 0);
      const units = sum(uses.filter((use) => use.stack === stack));
      const all = sum(uses);
      const price = prices[meter];
      if (price === undefined) throw new PriceMissing(`${meter} has no price in cost/prices.ts`);
      // What is free is free once for the environment: each stack has its share of it.
      const paid = all === 0 ? 0 : (Math.max(all - (price.freeUnits ?? 0), 0) / all) * units;
      return { meter, units, monthlyUsd: paid * price.usd };
    })
    .filter((line) => line.units > 0)
    .toSorted((one, other) => other.monthlyUsd - one.monthlyUsd);
  return { stack, lines, monthlyUsd: lines.reduce((total, line) => total + line.monthlyUsd, 0) };
}
