import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';
import type { Environment } from '../config.ts';
import type { AccountWithRole } from '../kops/cluster-manifest.ts';

type Statement = DataAwsIamPolicyDocumentStatement;

/** What the workloads of one environment may touch, and nothing beside it. */
export interface WorkloadResources {
  /** What the services are called, in the cluster too. */
  readonly services: Environment['services'];
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** The environment's key: queues, parameters and the owner's secret are encrypted with it. */
  readonly keyArn: string;
  /** The queue that off-piste fills and piste polls. */
  readonly queueArn: string;
  /** The SES identity that mail goes out from, and the configuration set that it goes through. */
  readonly identityArns: readonly string[];
  /** The only address that mail may come from: `hello@example.com`. */
  readonly senderAddress: string;
  /** Where the services' secrets are in Parameter Store: `/gnar/production`. */
  readonly secretsPath: string;
  /** The secret that RDS keeps for the database's owner; migrations run as the owner. */
  readonly ownerSecretArn: string;
  /** Where what pods write is kept. */
  readonly logGroupName: string;
}

/** A Kubernetes service account and what it may ask of AWS. */
export interface Workload extends AccountWithRole {
  readonly statements: readonly Statement[];
}

/** Every workload of ours that calls AWS. The actions are the calls that the code makes; a test compares the two. */
export function workloadsOf(resources: WorkloadResources): readonly Workload[] {
  return [
    {
      name: resources.services.piste,
      namespace: 'gnar',
      serviceAccount: resources.services.piste,
      statements: [...sendMail(resources), ...receiveMessages(resources)],
    },
    {
      name: resources.services.offPiste,
      namespace: 'gnar',
      serviceAccount: resources.services.offPiste,
      statements: sendMessages(resources),
    },
    {
      name: 'external-secrets',
      namespace: 'external-secrets',
      serviceAccount: 'external-secrets',
      statements: readSecrets(resources),
    },
    {
      name: 'log-agent',
      namespace: 'logging',
      serviceAccount: 'log-agent',
      statements: [writeLogs(resources)],
    },
  ];
}

function sendMail({ region, accountId, identityArns, senderAddress }: WorkloadResources): Statement[] {
  const condition = [{ test: 'StringEquals', variable: 'ses:FromAddress', values: [senderAddress] }];
  return [
    { sid: 'SendMail', actions: ['ses:SendEmail'], resources: [...identityArns], condition },
    {
      // While the account is in SES's sandbox, SES asks for the recipient's identity as well: an address, never a domain.
      sid: 'SendMailToVerifiedAddresses',
      actions: ['ses:SendEmail'],
      resources: [`arn:aws:ses:${region}:${accountId}:identity/*@*`],
      condition,
    },
  ];
}

function receiveMessages(resources: WorkloadResources): Statement[] {
  return [
    {
      sid: 'ReceiveMessages',
      actions: ['sqs:DeleteMessage', 'sqs:GetQueueUrl', 'sqs:ReceiveMessage'],
      resources: [resources.queueArn],
    },
    useKey('ReadMessages', resources, ['kms:Decrypt'], ['sqs']),
  ];
}

function sendMessages(resources: WorkloadResources): Statement[] {
  return [
    { sid: 'SendMessages', actions: ['sqs:GetQueueUrl', 'sqs:SendMessage'], resources: [resources.queueArn] },
    // SQS encrypts with a data key, and proves it by decrypting it once.
    useKey('WriteMessages', resources, ['kms:Decrypt', 'kms:GenerateDataKey'], ['sqs']),
  ];
}

function writeLogs({ region, accountId, logGroupName }: WorkloadResources): Statement {
  return {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [`arn:aws:logs:${region}:${accountId}:log-group:${logGroupName}:*`],
  };
}

function readSecrets({ secretsPath, ownerSecretArn, ...resources }: WorkloadResources): Statement[] {
  const { region, accountId } = resources;
  return [
    {
      sid: 'ReadParameters',
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      resources: [
        `arn:aws:ssm:${region}:${accountId}:parameter${secretsPath}`,
        `arn:aws:ssm:${region}:${accountId}:parameter${secretsPath}/*`,
      ],
    },
    {
      sid: 'ReadOwnerSecret',
      actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      resources: [ownerSecretArn],
    },
    useKey('DecryptSecrets', resources, ['kms:Decrypt'], ['ssm', 'secretsmanager']),
  ];
}

/** The key is used through a service only: nobody can decrypt with it what was taken elsewhere. */
function useKey(
  sid: string,
  { keyArn, region }: Pick<WorkloadResources, 'keyArn' | 'region'>,
  actions: string[],
  services: readonly string[],
): Statement {
  const values = services.map((service) => `${service}.${region}.amazonaws.com`);
  return {
    sid,
    actions,
    resources: [keyArn],
    condition: [{ test: 'StringEquals', variable: 'kms:ViaService', values }],
  };
}
