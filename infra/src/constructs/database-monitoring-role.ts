import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { Construct } from 'constructs';

export interface DatabaseMonitoringRoleProps {
  /** Name of the role. */
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** Begins the identifiers of the instances that RDS may use it for: `gnar-staging-postgres`. */
  readonly identifierPrefix: string;
}

/**
 * With which RDS writes the operating system's numbers of our instances (enhanced monitoring) to CloudWatch. Unlike the policy
 * that AWS offers for it, it reaches one log group, which the account's instances share: RDS gives it no other name.
 */
export class DatabaseMonitoringRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: DatabaseMonitoringRoleProps) {
    super(scope, id);
    const { region, accountId } = props;
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['monitoring.rds.amazonaws.com'] }],
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [`arn:aws:rds:${region}:${accountId}:db:${props.identifierPrefix}*`],
            },
          ],
        },
      ],
    });
    trust.overrideLogicalId(`${id}-trust`);
    const role = new IamRole(this, 'role', {
      name: props.name,
      description: 'RDS: metrics of the operating system to CloudWatch',
      assumeRolePolicy: trust.json,
    });
    role.overrideLogicalId(id);
    const group = `arn:aws:logs:${region}:${accountId}:log-group:RDSOSMetrics`;
    const policy = new DataAwsIamPolicyDocument(this, 'policy', {
      statement: [
        { actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: [group, `${group}:*`] },
        {
          actions: [
            'logs:CreateLogStream',
            'logs:DescribeLogStreams',
            'logs:GetLogEvents',
            'logs:PutLogEvents',
          ],
          resources: [`${group}:log-stream:*`],
        },
      ],
    });
    policy.overrideLogicalId(id);
    new IamRolePolicy(this, 'role-policy', {
      name: 'write-metrics',
      role: role.name,
      policy: policy.json,
    }).overrideLogicalId(id);
    this.arn = role.arn;
  }
}
