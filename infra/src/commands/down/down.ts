import type { Environment } from '../../config.ts';
import { prefixOf, secretsPath } from '../../naming.ts';
import type { Kops } from '../kops.ts';
import type { Aws } from '../aws.ts';
import { CommandError } from '../command-error.ts';
import { Secrets } from '../secrets.ts';
import { exists, hasStateHere, keepStateHere } from '../state-bucket.ts';
import type { WrittenStack } from '../stacks.ts';
import type { Terminal } from '../terminal.ts';
import type { Terraform } from '../terraform.ts';
import { deleteClusterLogs } from './delete-cluster-logs.ts';
import { finalSnapshots, keepSnapshots } from './keep-snapshots.ts';
import { isProtected, liftProtection } from './lift-protection.ts';
import { sizesOf } from './sizes-of.ts';
import { lossesOf, whatGoes } from './what-goes.ts';

export interface DownParts {
  readonly terraform: Terraform;
  readonly aws: Aws;
  readonly terminal: Terminal;
  /** None where the cluster is EKS, which Terraform takes down. */
  readonly kops: Pick<Kops, 'down'> | undefined;
  /** USD a month of a stack, by its name. */
  readonly costOf: (stack: string) => number;
  /** Names the last snapshot; differs from run to run, because AWS keeps one of each name. */
  readonly now: Date;
}

/**
 * Takes an environment down in reverse order, after saying what is lost and having its name typed.
 * Databases, zone, network, state and secrets stay unless `destroyData`; then a last snapshot is left under AWS's own key.
 * @throws CommandError when the name was not typed
 */
export async function down(
  environment: Environment,
  stacks: readonly WrittenStack[],
  destroyData: boolean,
  parts: DownParts,
): Promise<void> {
  const { terraform, terminal, aws, kops, now } = parts;
  const { goes, stays } = whatGoes(stacks, destroyData);
  const [state] = stacks;
  if (state === undefined) return;
  const stateIsHere = hasStateHere(state);
  if (!stateIsHere && !(await exists(aws, state.bucket))) {
    throw new CommandError(`${environment.name} is not up: there is no bucket ${state.bucket}.`);
  }
  const alive = await stillUp(goes, state, stateIsHere, terraform);
  await confirm(environment, alive, destroyData, parts);
  const prefix = prefixOf(environment);
  let kept: readonly string[] = [];
  for (const [stack, addresses] of alive) {
    terminal.say(`
── ${stack.name}`);
    if (stack === state) {
      kept = await keepSnapshots(prefix, aws, terminal);
      // The key is about to go: infra:up keeps the secrets that it finds, and no key could decrypt these.
      await new Secrets(aws, environment).deleteAll();
    }
    liftProtection(stack, { name: `${finalSnapshots(prefix)}${stamp(now)}` });
    await (stack === state
      ? bringStateHere(state, stateIsHere, terraform)
      : terraform.init(stack, '-reconfigure'));
    // What protects is in AWS and in the state: it has to be lifted there before anything can go.
    const guarded = addresses.filter(isProtected);
    if (guarded.length > 0) await terraform.apply(stack, guarded);
    // kops' memory is in a bucket of this stack: where that is gone, the cluster went before it.
    if (stack.name === 'cluster' && addresses.some(isBucket)) await kops?.down();
    await terraform.destroy(stack);
  }
  if (environment.features.cluster === 'eks') await deleteClusterLogs(environment, aws);
  report(environment, stays, kept, parts);
}

const isBucket = (address: string): boolean => address.startsWith('aws_s3_bucket.');

/** The stacks that Terraform knows resources of, with their addresses. */
async function stillUp(
  stacks: readonly WrittenStack[],
  state: WrittenStack,
  stateIsHere: boolean,
  terraform: Terraform,
): Promise<readonly (readonly [WrittenStack, readonly string[]])[]> {
  const found: (readonly [WrittenStack, readonly string[]])[] = [];
  for (const stack of stacks) {
    if (stack === state && stateIsHere) keepStateHere(stack);
    await terraform.init(stack, '-reconfigure');
    const resources = await terraform.resources(stack);
    if (resources.length > 0) found.push([stack, resources]);
  }
  return found;
}

async function confirm(
  environment: Environment,
  alive: readonly (readonly [WrittenStack, readonly string[]])[],
  destroyData: boolean,
  { terminal, aws }: DownParts,
): Promise<void> {
  const losses = [
    ...alive.flatMap(([stack, addresses]) => lossesOf(stack, addresses)),
    ...(destroyData ? [`the secrets under ${secretsPath(environment)}, which only our key can read`] : []),
  ];
  terminal.say(
    `${environment.name} (${environment.domain}) goes: ${alive.map(([{ name }]) => name).join(', ') || 'nothing'}.`,
  );
  if (losses.length > 0) terminal.say(['Lost with it:', ...losses].join('\n  - '));
  const sizes = await sizesOf(environment, aws);
  if (sizes.length > 0) terminal.say(['There at this moment:', ...sizes].join('\n  - '));
  const answer = await terminal.ask(`Type ${environment.name} to go on: `);
  if (answer !== environment.name) throw new CommandError('Nothing was done.');
}

/** The bucket cannot be destroyed by a state that lies in it. */
async function bringStateHere(state: WrittenStack, isHere: boolean, terraform: Terraform): Promise<void> {
  keepStateHere(state);
  await terraform.init(state, ...(isHere ? ['-reconfigure'] : ['-migrate-state', '-force-copy']));
}

function report(
  environment: Environment,
  stays: ReadonlyMap<WrittenStack, string>,
  snapshots: readonly string[],
  { terminal, costOf }: DownParts,
): void {
  if (stays.size === 0) {
    terminal.say('\n✓ Down. What is left:');
    for (const name of snapshots) terminal.say(`  the snapshot ${name}, 0.095 USD for each GB and month`);
    terminal.say(
      '  the key, which AWS deletes after its waiting time: `aws kms cancel-key-deletion` keeps it',
    );
    return;
  }
  terminal.say('\n✓ Down. What stays, and what it costs a month:');
  for (const [{ name }, reason] of stays) {
    terminal.say(`  ${name.padEnd(10)}${costOf(name).toFixed(2).padStart(8)} USD  ${reason}`);
  }
  terminal.say(
    `Back up: npm run infra:up -- ${environment.name}. All of it: add --destroy-data to infra:down.`,
  );
}

/** `20261120-1431`: what a snapshot's name may hold. */
const stamp = (now: Date): string => now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
