import { z } from 'zod';
import type { Environment } from '../config.ts';
import type { Aws } from './aws.ts';
import { CommandError } from './command-error.ts';

const identitySchema = z.object({ Account: z.string(), Arn: z.string() });

export type Identity = z.infer<typeof identitySchema>;

/** Who we are to AWS. @throws AwsError without credentials, or with old ones */
export const whoAmI = (aws: Aws): Promise<Identity> =>
  aws.read(['sts', 'get-caller-identity'], identitySchema);

/** @throws CommandError when the credentials are of another account than the environment's */
export async function requireAccount(environment: Environment, aws: Aws): Promise<Identity> {
  const identity = await whoAmI(aws);
  if (environment.accountId === undefined || environment.accountId === identity.Account) return identity;
  throw new CommandError(
    `${environment.name} belongs to the account ${environment.accountId}, and these credentials are of ${identity.Account}: ` +
      'choose another AWS_PROFILE.',
  );
}
