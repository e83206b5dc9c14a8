import type { Features } from '../features.ts';

/** A service of AWS that the workload reaches without leaving the network. */
export interface EndpointService {
  /** As in `com.amazonaws.<region>.<name>`. */
  readonly name: string;
  /** What the workload may do through it; where nothing is said, IAM alone decides. */
  readonly allowed?: {
    readonly actions: readonly string[];
    /** Behind `arn:aws:<service>:<region>:<account>:` */
    readonly resource: string;
  };
}

/**
 * What the services and the nodes call. Endpoints through which data could leave for another account are held
 * to ours. Without NAT an EKS node needs more (EKS user guide, "Deploy private clusters with limited internet access").
 * Load balancing is not among them: target groups follow the nodes' scaling group, and no pod asks for it.
 * @param prefix begins the names of queues: `gnar-staging`.
 */
export function endpointServices(
  { cluster, nat }: Pick<Features, 'cluster' | 'nat'>,
  prefix: string,
): readonly EndpointService[] {
  const always: readonly EndpointService[] = [
    { name: 'ecr.api' },
    { name: 'ecr.dkr' },
    { name: 'logs' },
    { name: 'sts' },
    { name: 'ssm' },
    { name: 'ssmmessages' },
    { name: 'ec2messages' },
    {
      name: 'sqs',
      allowed: {
        actions: [
          'sqs:SendMessage',
          'sqs:ReceiveMessage',
          'sqs:DeleteMessage',
          'sqs:ChangeMessageVisibility',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
        ],
        resource: `${prefix}-*`,
      },
    },
    {
      name: 'kms',
      allowed: {
        actions: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
        resource: 'key/*',
      },
    },
    {
      name: 'secretsmanager',
      allowed: {
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        resource: 'secret:*',
      },
    },
  ];
  const withoutNat = cluster === 'eks' && nat === 'none';
  const nodes = [{ name: 'ec2' }, { name: 'eks' }, { name: 'eks-auth' }, { name: 'email' }];
  return withoutNat ? [...always, ...nodes] : always;
}
