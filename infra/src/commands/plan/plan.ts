import type { Aws } from '../aws.ts';
import type { Terminal } from '../terminal.ts';
import { exists, hasStateHere, keepStateHere, keepStateInBucket } from '../state-bucket.ts';
import type { WrittenStack } from '../stacks.ts';
import type { Changes, Terraform } from '../terraform.ts';

export interface PlanParts {
  readonly terraform: Terraform;
  readonly aws: Aws;
  readonly terminal: Terminal;
}

/** What `infra:up` would do to a stack, or the names of the stacks that have to be up before it can be known. */
export type StackPlan = { readonly stack: string } & (
  { readonly changes: Changes } | { readonly waitsFor: readonly string[] }
);

/** Plans every stack in order; changes nothing. Stacks that read from one that is not up yet are left out and say so. */
export async function planAll(
  stacks: readonly WrittenStack[],
  { terraform, aws, terminal }: PlanParts,
): Promise<readonly StackPlan[]> {
  const [state] = stacks;
  if (state === undefined) return [];
  const hasBucket = await exists(aws, state.bucket);
  const missing = new Set<string>();
  const plans: StackPlan[] = [];
  for (const stack of stacks) {
    const waitsFor =
      hasBucket || stack === state ? stack.needs.filter((name) => missing.has(name)) : [state.name];
    if (waitsFor.length > 0) {
      missing.add(stack.name);
      plans.push({ stack: stack.name, waitsFor });
      continue;
    }
    terminal.say(`\n── ${stack.name}`);
    if (hasBucket && !hasStateHere(stack)) keepStateInBucket(stack);
    else keepStateHere(stack);
    await terraform.init(stack, '-reconfigure');
    plans.push({ stack: stack.name, changes: await terraform.plan(stack) });
    if ((await terraform.resources(stack)).length === 0) missing.add(stack.name);
  }
  return plans;
}

/** One line for each stack, and one for all. */
export function summaryOf(plans: readonly StackPlan[]): readonly string[] {
  const width = Math.max(...plans.map(({ stack }) => stack.length), 0) + 2;
  const lines = plans.map((plan) => {
    const told =
      'changes' in plan ? inShort(plan.changes) : `known when it is up: ${plan.waitsFor.join(', ')}`;
    return `  ${plan.stack.padEnd(width)}${told}`;
  });
  const changes = plans.flatMap((plan) => ('changes' in plan ? [plan.changes] : []));
  const sum = (key: keyof Changes) => changes.reduce((total, one) => total + one[key], 0);
  return [
    ...lines,
    `  ${'all'.padEnd(width)}${inShort({ add: sum('add'), change: sum('change'), destroy: sum('destroy') })}`,
  ];
}

const inShort = ({ add, change, destroy }: Changes): string =>
  add + change + destroy === 0 ? 'no change' : `+${add} ~${change} -${destroy}`;
