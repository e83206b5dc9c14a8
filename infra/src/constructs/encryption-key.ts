import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { KmsAlias } from '#aws/kms-alias';
import { KmsKey } from '#aws/kms-key';
import { Construct } from 'constructs';

export interface EncryptionKeyProps {
  /** Without `alias/`: the environment's prefix, such as `gnar-staging`. */
  readonly name: string;
  /** Of the key, and of the log groups that it encrypts. */
  readonly region: string;
  /** Days between a deletion asked for and done, in which it can be taken back. Default 30, the longest (KMS). */
  readonly deletionDays?: number;
}

/** In a key's policy this means the key itself: no other resource can be named there. */
const thisKey = ['*'];

/**
 * The one customer key of an environment, renewed every year. It cannot be destroyed by accident: what it encrypted would be
 * lost with it.
 *
 * Its policy hands administration and use to the account's IAM policies, action by action, so that a role without a
 * permission of its own gets nothing. S3, RDS, ElastiCache, ECR, EKS and SQS use a key in the name of their caller and need no
 * statement here; the services that act by themselves each have one, for this account only.
 */
export class EncryptionKey extends Construct {
  /** For everything that is encrypted at rest. */
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, region, deletionDays = 30 }: EncryptionKeyProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const policy = new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        ...statementsForPeople(accountId),
        ...statementsForNodes(accountId),
        statementForLogs(accountId, region),
        statementForNotices(accountId),
      ],
    });
    const key = new KmsKey(this, 'key', {
      description: `Everything of ${name} at rest`,
      enableKeyRotation: true,
      rotationPeriodInDays: 365,
      deletionWindowInDays: deletionDays,
      policy: policy.json,
      lifecycle: { preventDestroy: true },
    });
    new KmsAlias(this, 'alias', { name: `alias/${name}`, targetKeyId: key.keyId });
    this.arn = key.arn;
  }
}

const useActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** All that Terraform and a founder do to a key, deletion included: without it the key could never be governed again. */
const administrationActions = [
  'kms:CancelKeyDeletion',
  'kms:CreateAlias',
  'kms:DeleteAlias',
  'kms:DescribeKey',
  'kms:DisableKey',
  'kms:EnableKey',
  'kms:EnableKeyRotation',
  'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus',
  'kms:ListGrants',
  'kms:ListKeyPolicies',
  'kms:ListKeyRotations',
  'kms:ListResourceTags',
  'kms:PutKeyPolicy',
  'kms:RetireGrant',
  'kms:RevokeGrant',
  'kms:RotateKeyOnDemand',
  'kms:ScheduleKeyDeletion',
  'kms:TagResource',
  'kms:UntagResource',
  'kms:UpdateAlias',
  'kms:UpdateKeyDescription',
];

/** A grant that one of AWS's services asks for on behalf of a caller, such as for a volume. */
const forServicesOnly = { test: 'Bool', variable: 'kms:GrantIsForAWSResource', values: ['true'] };

/** The account as principal grants nothing by itself: it lets IAM policies of the account decide. */
function statementsForPeople(accountId: string): DataAwsIamPolicyDocumentStatement[] {
  const principals = [{ type: 'AWS', identifiers: [`arn:aws:iam::${accountId}:root`] }];
  return [
    { sid: 'AdministeredThroughIam', principals, actions: administrationActions, resources: thisKey },
    { sid: 'UsedThroughIam', principals, actions: useActions, resources: thisKey },
    {
      sid: 'LentToServicesThroughIam',
      principals,
      actions: ['kms:CreateGrant'],
      resources: thisKey,
      condition: [forServicesOnly],
    },
  ];
}

/**
 * Disks of nodes: Auto Scaling starts the nodes, and EC2 Spot those that AWS may take back. Their service-linked roles take no IAM
 * policy of ours, so the key itself must let them. They are named in a condition, because a principal has to exist when a key
 * is made, and a new account has neither role; the account as principal would only ask their IAM policies.
 */
function statementsForNodes(accountId: string): DataAwsIamPolicyDocumentStatement[] {
  const principals = [{ type: 'AWS', identifiers: ['*'] }];
  const ofThisAccount = { test: 'StringEquals', variable: 'kms:CallerAccount', values: [accountId] };
  const roles = {
    test: 'ArnEquals',
    variable: 'aws:PrincipalArn',
    values: [
      'autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling',
      'spot.amazonaws.com/AWSServiceRoleForEC2Spot',
    ].map((role) => `arn:aws:iam::${accountId}:role/aws-service-role/${role}`),
  };
  return [
    {
      sid: 'DisksOfNodes',
      principals,
      actions: useActions,
      resources: thisKey,
      condition: [roles, ofThisAccount],
    },
    {
      sid: 'DisksLentToNodes',
      principals,
      actions: ['kms:CreateGrant'],
      resources: thisKey,
      condition: [roles, ofThisAccount, forServicesOnly],
    },
  ];
}

/** CloudWatch Logs names the log group in the encryption context, which is stricter than the account alone. */
function statementForLogs(accountId: string, region: string): DataAwsIamPolicyDocumentStatement {
  return {
    sid: 'LogGroups',
    principals: [{ type: 'Service', identifiers: [`logs.${region}.amazonaws.com`] }],
    actions: useActions,
    resources: thisKey,
    condition: [
      {
        test: 'ArnLike',
        variable: 'kms:EncryptionContext:aws:logs:arn',
        values: [`arn:aws:logs:${region}:${accountId}:log-group:*`],
      },
    ],
  };
}

/** Those who write to encrypted topics and queues: alarms, budget warnings, bounces, events, and topics to their queues. */
function statementForNotices(accountId: string): DataAwsIamPolicyDocumentStatement {
  const services = ['budgets', 'cloudwatch', 'events', 'ses', 'sns'];
  return {
    sid: 'NoticesOnTopicsAndQueues',
    principals: [{ type: 'Service', identifiers: services.map((service) => `${service}.amazonaws.com`) }],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: thisKey,
    condition: [{ test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] }],
  };
}
