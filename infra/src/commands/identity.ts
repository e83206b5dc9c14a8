import { z } from 'zod';
import type { Environment } from '../config.ts';
import { type Aws, AwsError } from './aws.ts';
import { CommandError } from './command-error.ts';

const identitySchema = z.object({ Account: z.string(), Arn: z.string() });

export type Identity = z.infer<typeof identitySchema>;

/** AWS did not say who we are. */
export class NotIdentified extends CommandError {
  readonly what: string;
  /** Lines: what to do about it, and AWS's own words. */
  readonly advice: readonly string[];

  constructor(what: string, ...advice: readonly string[]) {
    super([what, ...advice.map((line) => `  ${line}`)].join('\n'));
    this.what = what;
    this.advice = advice;
  }
}

/** How the CLI reports that there was no answer. */
const UNREACHABLE =
  /could not connect to the endpoint|connect timeout|read timeout|connection was closed|connect to proxy/i;
/** The CLI's advice leads to keys that never expire; ours does not. */
const ADVICE_OF_CLI = /\s*You can configure credentials by running[^\n]*/;

/** Who we are to AWS. @throws NotIdentified without credentials, with old ones, or when AWS cannot be reached */
async function whoAmI(aws: Aws): Promise<Identity> {
  try {
    return await aws.read(['sts', 'get-caller-identity'], identitySchema);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const told = error.message.replace(ADVICE_OF_CLI, '');
    throw UNREACHABLE.test(told)
      ? new NotIdentified(
          'AWS cannot be reached from here',
          'Look at the network, the proxy (HTTPS_PROXY) and the region in the environment’s file. Credentials are not the matter.',
          told,
        )
      : new NotIdentified(
          'AWS does not know who you are',
          '`aws sso login --profile <name>` and AWS_PROFILE=<name>; docs/deploy-aws.md, step 1.',
          told,
        );
  }
}

/** @throws CommandError when the credentials are of another account than the environment's, NotIdentified as whoAmI */
export async function requireAccount(environment: Environment, aws: Aws): Promise<Identity> {
  const identity = await whoAmI(aws);
  if (environment.accountId === undefined || environment.accountId === identity.Account) return identity;
  throw new CommandError(
    `${environment.name} belongs to the account ${environment.accountId}, and these credentials are of ${identity.Account}: ` +
      'choose another AWS_PROFILE.',
  );
}
