import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { outputFolder } from '../synthesis/write.ts';
import { CommandError } from './command-error.ts';
import { CommandMissing, type Run, type RunResult } from './run.ts';
import type { WrittenStack } from './stacks.ts';

export interface Changes {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
}

export interface TerraformProgram {
  /** `terraform`, or `tofu` where that is what is installed. */
  readonly program: string;
  /** Such as `1.14.0`. */
  readonly version: string;
}

const versionSchema = z.object({ terraform_version: z.string() });
const planSchema = z.object({
  resource_changes: z.array(z.object({ change: z.object({ actions: z.array(z.string()) }) })).default([]),
});
const outputsSchema = z.record(z.string(), z.object({ value: z.unknown() }));
/** No telemetry, and no check for new versions. */
const quiet = { TF_IN_AUTOMATION: 'true', CHECKPOINT_DISABLE: 'true' };
const PLAN = 'gnar.tfplan';

/** @returns Terraform, else OpenTofu, else undefined. */
export async function findTerraform(run: Run): Promise<TerraformProgram | undefined> {
  for (const program of ['terraform', 'tofu']) {
    try {
      const { code, stdout } = await run(program, ['version', '-json'], { env: quiet });
      if (code === 0) return { program, version: versionSchema.parse(JSON.parse(stdout)).terraform_version };
    } catch (error) {
      if (!(error instanceof CommandMissing)) throw error;
    }
  }
  return undefined;
}

/** Terraform (or OpenTofu), working in the folders of stacks. */
export class Terraform {
  readonly #run: Run;
  readonly #program: string;
  readonly #cache: string;

  /** @param cache where the provider is kept once for all stacks, instead of 700 MB in each */
  constructor(run: Run, program: string, cache = join(outputFolder, 'plugins')) {
    this.#run = run;
    this.#program = program;
    this.#cache = cache;
  }

  /** @throws CommandMissing when neither Terraform nor OpenTofu is installed */
  static async find(run: Run): Promise<Terraform> {
    const found = await findTerraform(run);
    if (found === undefined) throw new CommandMissing('terraform');
    return new Terraform(run, found.program);
  }

  /** Prepares a stack's folder: provider and state. `options` such as `-migrate-state`. */
  async init(stack: WrittenStack, ...options: readonly string[]): Promise<void> {
    await this.#must(stack, ['init', '-input=false', '-no-color', ...options]);
  }

  /** Shows what would change, and counts it. */
  async plan(stack: WrittenStack): Promise<Changes> {
    await this.#must(stack, ['plan', '-input=false', `-out=${PLAN}`], true);
    const { stdout } = await this.#must(stack, ['show', '-json', PLAN]);
    const actions = planSchema.parse(JSON.parse(stdout)).resource_changes.map(({ change }) => change.actions);
    const count = (action: string) => actions.filter((one) => one.includes(action)).length;
    return { add: count('create'), change: count('update'), destroy: count('delete') };
  }

  /** @param targets addresses; when given, only these are changed, and what they depend on */
  async apply(stack: WrittenStack, targets: readonly string[] = []): Promise<void> {
    const only = targets.map((address) => `-target=${address}`);
    await this.#must(stack, ['apply', '-input=false', '-auto-approve', ...only], true);
  }

  async destroy(stack: WrittenStack): Promise<void> {
    await this.#must(stack, ['destroy', '-input=false', '-auto-approve'], true);
  }

  /** Values by name; none for a stack that is not up. */
  async outputs(stack: WrittenStack): Promise<Readonly<Record<string, unknown>>> {
    const { stdout } = await this.#must(stack, ['output', '-json', '-no-color']);
    const outputs = outputsSchema.parse(JSON.parse(stdout.trim() || '{}'));
    return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  }

  /** Addresses of what a stack has made; none for a stack that is not up. */
  async resources(stack: WrittenStack): Promise<readonly string[]> {
    const { code, stdout, stderr } = await this.#do(stack, ['state', 'list']);
    // Terraform's own answer for a stack that was never applied.
    if (code !== 0 && stderr.includes('No state file was found')) return [];
    if (code !== 0) throw failure(stack, 'state list', stderr);
    return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('data.'));
  }

  async #must(stack: WrittenStack, args: readonly string[], inherit = false): Promise<RunResult> {
    const result = await this.#do(stack, args, inherit);
    if (result.code !== 0) throw failure(stack, args[0] ?? '', result.stderr);
    return result;
  }

  #do(stack: WrittenStack, args: readonly string[], inherit = false): Promise<RunResult> {
    mkdirSync(this.#cache, { recursive: true });
    const env = {
      TF_PLUGIN_CACHE_DIR: this.#cache,
      // Our lock files stay on this machine: without this the cache would be passed by.
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: 'true',
      ...quiet,
    };
    return this.#run(this.#program, args, { cwd: stack.folder, inherit, env });
  }
}

function failure(stack: WrittenStack, what: string, stderr: string): CommandError {
  const told = stderr.trim() === '' ? '; it says why above' : `:\n${stderr.trim()}`;
  return new CommandError(`terraform ${what} failed for the stack ${stack.name}${told}`);
}
