import { Construct } from 'constructs';
import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { SsmDocument } from '#aws/ssm-document';

export interface SessionAccessProps {
  /** Begins the names of the document and the role: `gnar-production`. */
  readonly prefix: string;
  /** 12 digits: engineers come from this account. */
  readonly accountId: string;
  readonly region: string;
  /** Encrypts sessions and what is recorded of them. */
  readonly keyArn: string;
  readonly logGroupName: string;
  /** Days that a recorded session is kept. */
  readonly logDays: number;
  /** Tags that a node must have, all of them, for an engineer to reach through it. */
  readonly nodeTags: Readonly<Record<string, string>>;
  /** The bucket with Terraform's states, and the state in it that tells where database and cache are. */
  readonly stateBucket: string;
  readonly stateKey: string;
}

/** AWS's own: a port of the engineer's machine becomes a port of a host that the node can reach. No shell. */
const portForwarding = 'AWS-StartPortForwardingSessionToRemoteHost';
/** An idle shell ends after so many minutes. */
const idleMinutes = '20';

/**
 * The way in without a bastion: Session Manager, which asks IAM who comes, opens no port, and ends what is idle.
 *
 * Engineers take a role that forwards ports through our nodes, and nothing else. A shell on a node is for the account's
 * administrators, by the document made here: encrypted with our key and recorded. (Session Manager's preferences are one
 * document for a whole region; two environments of one account would fight over it, so each has its own.)
 */
export class SessionAccess extends Construct {
  readonly engineerRoleArn: string;
  /** `aws ssm start-session --document-name` opens a recorded shell with it. */
  readonly shellDocument: string;

  constructor(scope: Construct, id: string, props: SessionAccessProps) {
    super(scope, id);
    const logs = new CloudwatchLogGroup(this, 'recordings', {
      name: props.logGroupName,
      retentionInDays: props.logDays,
      kmsKeyId: props.keyArn,
    });
    this.shellDocument = new SsmDocument(this, 'shell', {
      name: `${props.prefix}-shell`,
      documentType: 'Session',
      documentFormat: 'JSON',
      content: JSON.stringify({
        schemaVersion: '1.0',
        description: 'A shell on a node: encrypted, recorded, and ended when idle',
        sessionType: 'Standard_Stream',
        inputs: {
          kmsKeyId: props.keyArn,
          cloudWatchLogGroupName: logs.name,
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          idleSessionTimeout: idleMinutes,
          maxSessionDuration: '60',
          s3BucketName: '',
          s3KeyPrefix: '',
          s3EncryptionEnabled: true,
          runAsEnabled: false,
        },
      }),
    }).name;
    this.engineerRoleArn = this.engineer(props).arn;
  }

  private engineer(props: SessionAccessProps): IamRole {
    const trust = new DataAwsIamPolicyDocument(this, 'engineer-trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          // Of this account, those whom IAM lets take it.
          principals: [{ type: 'AWS', identifiers: [`arn:aws:iam::${props.accountId}:root`] }],
        },
      ],
    });
    const role = new IamRole(this, 'engineer', {
      name: `${props.prefix}-engineer`,
      description: 'Reaches database and cache through a node (npm run tunnel)',
      assumeRolePolicy: trust.json,
      maxSessionDuration: 3600,
    });
    const permissions = new DataAwsIamPolicyDocument(this, 'engineer-permissions', {
      statement: [...tunnel(props), ...addresses(props)],
    });
    new IamRolePolicy(this, 'engineer-policy', {
      name: 'tunnel',
      role: role.name,
      policy: permissions.json,
    });
    return role;
  }
}

function tunnel({ region, accountId, nodeTags }: SessionAccessProps): DataAwsIamPolicyDocumentStatement[] {
  const sessions = `arn:aws:ssm:${region}:${accountId}:session/*`;
  return [
    { sid: 'FindNodes', actions: ['ec2:DescribeInstances'], resources: ['*'] },
    {
      sid: 'ThroughOurNodes',
      actions: ['ssm:StartSession'],
      resources: [`arn:aws:ec2:${region}:${accountId}:instance/*`],
      condition: [
        ...Object.entries(nodeTags).map(([tag, value]) => ({
          test: 'StringEquals',
          variable: `ssm:resourceTag/${tag}`,
          values: [value],
        })),
        // Without a named document a session would be a shell.
        { test: 'Bool', variable: 'ssm:SessionDocumentAccessCheck', values: ['true'] },
      ],
    },
    {
      sid: 'OnlyForwardPorts',
      actions: ['ssm:StartSession'],
      resources: [`arn:aws:ssm:${region}::document/${portForwarding}`],
    },
    // Only the one who started a session has its token.
    { sid: 'TalkInSession', actions: ['ssmmessages:OpenDataChannel'], resources: [sessions] },
    {
      sid: 'OnlyOwnSessions',
      actions: ['ssm:ResumeSession', 'ssm:TerminateSession'],
      resources: [sessions],
      condition: [
        {
          test: 'StringLike',
          variable: 'ssm:resourceTag/aws:ssmmessages:session-id',
          // Terraform's way to write a variable of IAM.
          values: ['&{aws:userid}'],
        },
      ],
    },
  ];
}

/** Where database and cache are: one state of Terraform's, which holds no secret. */
function addresses(props: SessionAccessProps): DataAwsIamPolicyDocumentStatement[] {
  const bucket = `arn:aws:s3:::${props.stateBucket}`;
  return [
    { sid: 'ReadAddresses', actions: ['s3:GetObject'], resources: [`${bucket}/${props.stateKey}`] },
    {
      sid: 'FindState',
      actions: ['s3:ListBucket'],
      resources: [bucket],
      condition: [{ test: 'StringLike', variable: 's3:prefix', values: [props.stateKey, 'env:/'] }],
    },
    {
      sid: 'DecryptState',
      actions: ['kms:Decrypt'],
      resources: [props.keyArn],
      condition: [
        { test: 'StringEquals', variable: 'kms:ViaService', values: [`s3.${props.region}.amazonaws.com`] },
      ],
    },
  ];
}
