import type { Environment } from '../../config.ts';
import type { Kops } from '../kops.ts';
import type { Aws } from '../aws.ts';
import { cacheUserOf } from '../cache-user.ts';
import { CommandError } from '../command-error.ts';
import { nameServersOf } from '../delegation.ts';
import { Secrets } from '../secrets.ts';
import { putUpState } from '../state-bucket.ts';
import type { WrittenStack } from '../stacks.ts';
import type { Terminal } from '../terminal.ts';
import type { Terraform } from '../terraform.ts';
import { keepSecrets } from './keep-secrets.ts';
import { type DelegationParts, waitForDelegation } from './wait-for-delegation.ts';

export interface UpParts extends DelegationParts {
  readonly terraform: Terraform;
  readonly aws: Aws;
  readonly terminal: Terminal;
  /** None where the cluster is EKS, which Terraform puts up. */
  readonly kops: Pick<Kops, 'up'> | undefined;
}

/**
 * Puts up every stack in order, then makes the secrets. It can be interrupted anywhere and called again; called twice it
 * changes nothing.
 * @returns false when it stopped because the domain is not delegated yet
 */
export async function up(
  environment: Environment,
  stacks: readonly WrittenStack[],
  parts: UpParts,
): Promise<boolean> {
  const { terraform, terminal, aws, kops } = parts;
  let outputs: Readonly<Record<string, unknown>> = {};
  for (const stack of stacks) {
    terminal.say(`\n── ${stack.name}`);
    if (stack.name === 'state') {
      await putUpState(stack, terraform, aws);
      continue;
    }
    await terraform.init(stack, '-reconfigure');
    await terraform.apply(stack);
    const own = await terraform.outputs(stack);
    outputs = { ...outputs, ...own };
    if (stack.name === 'cluster') await kops?.up(own);
    if (
      stack.name === 'dns' &&
      !(await waitForDelegation(environment.domain, nameServersOf(outputs), parts))
    ) {
      terminal.say('\nRun the same command again when that is done.');
      return false;
    }
  }
  terminal.say('\n── secrets');
  await keepSecrets({
    secrets: new Secrets(aws, environment),
    terminal,
    cacheUser: cacheUserOf(aws, outputs),
  });
  return true;
}

/** Asks once before money is spent. @throws CommandError when the answer is not yes */
export async function confirmCost(
  environment: Environment,
  monthlyUsd: number,
  terminal: Terminal,
): Promise<void> {
  terminal.say(
    `${environment.name} costs about ${monthlyUsd.toFixed(0)} USD a month while it is up (npm run infra:cost -- ${environment.name}).`,
  );
  if ((await terminal.ask('Put it up? Type yes: ')) === 'yes') return;
  throw new CommandError('Nothing was done. (Without a terminal: --yes.)');
}
