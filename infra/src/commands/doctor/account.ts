import { z } from 'zod';
import type { Environment } from '../../config.ts';
import type { Aws } from '../aws.ts';
import { CommandError } from '../command-error.ts';
import { NotIdentified, requireAccount } from '../identity.ts';
import { CommandMissing } from '../run.ts';
import { bad, type Finding, good, note } from './finding.ts';

const regionsSchema = z.object({ Regions: z.array(z.object({ OptInStatus: z.string() })) });
const mailSchema = z.object({
  ProductionAccessEnabled: z.boolean(),
  SendQuota: z.object({ Max24HourSend: z.number() }).optional(),
  EnforcementStatus: z.string().optional(),
});

/** Whose credentials these are. */
export async function checkCredentials(environment: Environment, aws: Aws): Promise<Finding> {
  try {
    const { Arn } = await requireAccount(environment, aws);
    if (Arn.endsWith(':root')) {
      return bad(
        `Credentials of the account's root (${Arn})`,
        'Make a profile of IAM Identity Center instead: `aws configure sso`, then AWS_PROFILE=<its name>; docs/deploy-aws.md, step 1.',
      );
    }
    return environment.accountId === undefined
      ? note(
          `Credentials of ${Arn}`,
          `Write its accountId into infra/environments/${environment.name}.ts: no other is touched then.`,
        )
      : good(`Credentials of ${Arn}`);
  } catch (error) {
    if (error instanceof CommandMissing) return bad('No credentials were looked for without the AWS CLI');
    if (error instanceof NotIdentified) return bad(error.what, ...error.advice);
    if (error instanceof CommandError) return bad(error.message);
    throw error;
  }
}

/** Newer regions have to be switched on. */
export async function checkRegion({ region }: Environment, aws: Aws): Promise<Finding> {
  const operation = ['ec2', 'describe-regions', '--all-regions', '--region-names', region];
  const { Regions } = await aws.read(operation, regionsSchema);
  if (Regions.some(({ OptInStatus }) => OptInStatus !== 'not-opted-in'))
    return good(`Region ${region} is on`);
  return bad(
    `Region ${region} is off in this account`,
    `\`aws account enable-region --region-name ${region}\`; it takes some minutes.`,
  );
}

/** Every account begins in a sandbox, where mail reaches verified addresses only. */
export async function checkMail(environment: Environment, aws: Aws): Promise<Finding> {
  const { ProductionAccessEnabled, SendQuota, EnforcementStatus } = await aws.read(
    ['sesv2', 'get-account'],
    mailSchema,
  );
  if (EnforcementStatus !== undefined && EnforcementStatus !== 'HEALTHY') {
    return bad(
      `SES has the account under ${EnforcementStatus.toLowerCase()}`,
      'Read the case in AWS Support Center and answer it.',
    );
  }
  if (ProductionAccessEnabled)
    return good(`SES sends to every address, ${SendQuota?.Max24HourSend ?? '?'} mails a day`);
  return note(
    'SES is in its sandbox: mail reaches only addresses that you verify, 200 a day',
    'To try the product: aws sesv2 create-email-identity --email-identity <yours>, and click the link.',
    `To leave it (about a day, asked once for each account and region; say that the mails are asked for by who gets them): ` +
      `aws sesv2 put-account-details --production-access-enabled --mail-type TRANSACTIONAL ` +
      `--website-url https://app.${environment.domain} --region ${environment.region}`,
  );
}
