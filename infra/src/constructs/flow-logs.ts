import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { FlowLog } from '#aws/flow-log';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { Construct } from 'constructs';

export interface FlowLogsProps {
  /** Begins the names of the log group and the role. */
  readonly prefix: string;
  readonly region: string;
  readonly vpcId: string;
  /** Encrypts the log. */
  readonly keyArn: string;
  /** Days for which CloudWatch keeps it. */
  readonly days: number;
}

/** Who spoke with whom, admitted and refused, in a log that the role behind it can write and nothing else. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const name = `${props.prefix}-flow-logs`;
    const log = new CloudwatchLogGroup(this, 'log', {
      name,
      retentionInDays: props.days,
      kmsKeyId: props.keyArn,
    });
    const role = new IamRole(this, 'writer', {
      name,
      description: 'Writes the flow logs of the network',
      assumeRolePolicy: this.trust(props.region),
    });
    new IamRolePolicy(this, 'writing', { name: 'write', role: role.id, policy: this.writing(log.arn) });
    new FlowLog(this, 'flows', {
      vpcId: props.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: log.arn,
      iamRoleArn: role.arn,
      tags: { Name: name },
    });
  }

  /** Only for flow logs of this account (the confused deputy: IAM user guide, "The confused deputy problem"). */
  private trust(region: string): string {
    const account = new DataAwsCallerIdentity(this, 'account').accountId;
    return new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['vpc-flow-logs.amazonaws.com'] }],
          condition: [
            { test: 'StringEquals', variable: 'aws:SourceAccount', values: [account] },
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [`arn:aws:ec2:${region}:${account}:vpc-flow-log/*`],
            },
          ],
        },
      ],
    }).json;
  }

  private writing(logArn: string): string {
    return new DataAwsIamPolicyDocument(this, 'write', {
      statement: [
        {
          actions: [
            'logs:CreateLogStream',
            'logs:PutLogEvents',
            'logs:DescribeLogGroups',
            'logs:DescribeLogStreams',
          ],
          resources: [logArn, `${logArn}:*`],
        },
      ],
    }).json;
  }
}
