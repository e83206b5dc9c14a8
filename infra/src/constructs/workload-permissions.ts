import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';
import { actions } from '../../../packages/gear/src/aws/requests.ts';
import type { QueueUse, Service } from '../../../services.types.ts';
import { logAgent } from '../for-k8s.ts';
import type { AccountWithRole } from '../kops/cluster-manifest.ts';

type Statement = DataAwsIamPolicyDocumentStatement;

/** What the workloads of one environment may touch, and nothing beside it. */
export interface WorkloadResources {
  /** Those of services.ts: what each needs decides what its role may do. */
  readonly services: readonly Service[];
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** The environment's key: queues, parameters and the owner's secret are encrypted with it. */
  readonly keyArn: string;
  /** ARNs of the services' queues, by their names in services.ts. */
  readonly queueArns: Readonly<Record<string, string>>;
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

/** Every workload of ours that calls AWS; a service that needs nothing there has no role. */
export function workloadsOf(resources: WorkloadResources): readonly Workload[] {
  const services = resources.services.map((service) => ({
    name: service.name,
    namespace: 'gnar',
    serviceAccount: service.name,
    statements: statementsOf(service, resources),
  }));
  return [
    ...services.filter(({ statements }) => statements.length > 0),
    {
      name: 'external-secrets',
      namespace: 'external-secrets',
      serviceAccount: 'external-secrets',
      statements: readSecrets(resources),
    },
    {
      name: 'log-agent',
      namespace: logAgent.namespace,
      serviceAccount: logAgent.serviceAccount,
      statements: [writeLogs(resources)],
    },
  ];
}

function statementsOf({ needs }: Service, resources: WorkloadResources): Statement[] {
  const queues = (use: QueueUse['use']) =>
    needs.queues
      .filter((queue) => queue.use === use || queue.use === 'both')
      .map(({ name }) => resources.queueArns[name] ?? missing(name));
  return [
    ...(needs.email ? sendEmail(resources) : []),
    ...receiveMessages(queues('receive'), resources),
    ...sendMessages(queues('send'), resources),
  ];
}

function missing(queue: string): never {
  throw new Error(`No stack makes the queue ${queue}, which services.ts names.`);
}

function sendEmail({ region, accountId, identityArns, senderAddress }: WorkloadResources): Statement[] {
  const condition = [{ test: 'StringEquals', variable: 'ses:FromAddress', values: [senderAddress] }];
  return [
    { sid: 'SendMail', actions: [...actions.sendEmail], resources: [...identityArns], condition },
    {
      // While the account is in SES's sandbox, SES asks for the recipient's identity as well: an address, never a domain.
      sid: 'SendMailToVerifiedAddresses',
      actions: [...actions.sendEmail],
      resources: [`arn:aws:ses:${region}:${accountId}:identity/*@*`],
      condition,
    },
  ];
}

function receiveMessages(queueArns: readonly string[], resources: WorkloadResources): Statement[] {
  if (queueArns.length === 0) return [];
  return [
    { sid: 'ReceiveMessages', actions: [...actions.receiveMessages], resources: [...queueArns] },
    useKey('ReadMessages', resources, ['kms:Decrypt'], ['sqs']),
  ];
}

function sendMessages(queueArns: readonly string[], resources: WorkloadResources): Statement[] {
  if (queueArns.length === 0) return [];
  return [
    { sid: 'SendMessages', actions: [...actions.sendMessages], resources: [...queueArns] },
    // SQS encrypts with a data key, and proves it by decrypting it once.
    useKey('WriteMessages', resources, ['kms:Decrypt', 'kms:GenerateDataKey'], ['sqs']),
  ];
}

function writeLogs({ region, accountId, logGroupName }: WorkloadResources): Statement {
  return {
    sid: 'WriteLogs',
    actions: [...logAgent.actions],
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

/** The key is used through a service only: data that was copied elsewhere cannot be decrypted with it. */
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
