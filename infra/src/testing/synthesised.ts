import { entries, manifestOf } from '../../../services.ts';
import type { Manifest } from '../../../services.types.ts';
import { createApp } from '../synthesis/create-app.ts';
import { defineEnvironment, type Environment, type EnvironmentInput } from '../config.ts';
import { GnarStack } from '../stacks/gnar-stack.ts';
import { synthesise } from '../synthesis/synthesise.ts';

type Block = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Block>>>>;

/** One stack as Terraform reads it. */
export interface TerraformDocument {
  readonly resource?: Blocks;
  readonly data?: Blocks;
  readonly ephemeral?: Blocks;
  readonly output?: Readonly<Record<string, { readonly value: unknown; readonly sensitive?: boolean }>>;
  readonly provider?: Readonly<Record<string, readonly Block[]>>;
  readonly terraform?: Block;
}

/**
 * A resource (`aws_vpc`), a data source (`data.aws_iam_policy_document`) or what is never kept (`ephemeral.…`) with its
 * arguments.
 */
export interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  /** As in a plan, with the stack before it: `staging-network/aws_vpc.vpc`. */
  readonly address: string;
  // Arguments have as many shapes as AWS has resources; tests assert on them.
  readonly arguments: Readonly<Record<string, any>>; // eslint-disable-line @typescript-eslint/no-explicit-any
}

const CROSS_STACK =
  /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)\}$/;
const REFERENCE = /\$\{((?:data\.)?aws_\w+)\.([\w-]+)\.([\w.[\]"*-]+)\}/;

/** All stacks of an environment, to ask questions of. */
export class Synthesised {
  readonly documents: ReadonlyMap<string, TerraformDocument>;
  readonly resources: readonly Resource[];

  constructor(documents: ReadonlyMap<string, TerraformDocument>) {
    this.documents = documents;
    this.resources = [...documents].flatMap(([stack, { resource = {}, data = {}, ephemeral = {} }]) => [
      ...resourcesOf(stack, resource, ''),
      ...resourcesOf(stack, data, 'data.'),
      ...resourcesOf(stack, ephemeral, 'ephemeral.'),
    ]);
  }

  /** Every resource of a type. */
  all(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The one resource of a type, or the one with this id. @throws when there is none, or more than one. */
  one(type: string, id?: string): Resource {
    const found = this.all(type).filter((resource) => id === undefined || resource.id === id);
    const [first] = found;
    if (first === undefined || found.length > 1) {
      throw new Error(`${found.length} of ${type}${id === undefined ? '' : `.${id}`}, not one`);
    }
    return first;
  }

  /** What a reference such as `${aws_vpc.vpc.id}` names, through the states of other stacks. */
  follow(
    stack: string,
    value: unknown,
  ): { readonly resource: Resource; readonly attribute: string } | undefined {
    const crossing = CROSS_STACK.exec(String(value));
    if (crossing) {
      const [, other = '', output = ''] = crossing;
      return this.follow(other, this.documents.get(other)?.output?.[output]?.value);
    }
    const [, type, id, attribute = ''] = REFERENCE.exec(String(value)) ?? [];
    const resource = this.resources.find((one) => one.stack === stack && one.type === type && one.id === id);
    return resource && { resource, attribute };
  }
}

function resourcesOf(stack: string, blocks: Blocks, prefix: string): Resource[] {
  return Object.entries(blocks).flatMap(([kind, byId]) =>
    Object.entries(byId).map(([id, block]) => {
      const type = `${prefix}${kind}`;
      return { stack, type, id, address: `${stack}/${type}.${id}`, arguments: block };
    }),
  );
}

/** A small environment with what a test needs to be different. */
export function environmentWith(overrides: Partial<EnvironmentInput> = {}, manifest?: Manifest): Environment {
  const input: EnvironmentInput = {
    name: 'test',
    domain: 'example.com',
    region: 'eu-west-1',
    size: 'small',
    alarmEmail: 'operations@snow.test',
    monthlyBudgetUsd: 100,
    ...overrides,
  };
  return defineEnvironment(input, manifest);
}

/** Our services, and one that uses `gnar-queue`, whether or not one of ours does. */
export const withQueue: Manifest = manifestOf([
  ...entries.map((entry) => ({ ...entry, needs: { ...entry.needs, queues: [] } })),
  {
    name: 'ski-lift',
    kind: 'node',
    port: 9490,
    needs: { queues: [{ name: 'gnar-queue', setting: 'SQS_QUEUE_NAME', use: 'both' }] },
  },
]);

/** All stacks of an environment. */
export function synthesised(environment: Environment): Synthesised {
  const stacks = synthesise([environment]);
  return new Synthesised(new Map([...stacks].map(([name, stack]) => [name, stack.toTerraform()])));
}

class StackUnderTest extends GnarStack {}

/** A construct (or more) in a stack of its own: `synthesisedConstruct((stack) => new Queue(stack, 'queue', { … }))`. */
export function synthesisedConstruct(
  build: (stack: GnarStack) => unknown,
  environment = environmentWith(),
): Synthesised {
  const stack = new StackUnderTest(createApp(), 'state', environment);
  build(stack);
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}
