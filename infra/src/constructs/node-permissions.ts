import type { DataAwsIamPolicyDocumentStatement } from '#aws/data-aws-iam-policy-document';

export interface NodePermissionsProps {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** The key that sessions are encrypted with. */
  readonly keyArn: string;
  /** Where shells on nodes are recorded. */
  readonly sessionLogGroup: string;
}

/** What Session Manager's agent needs on a node, beside AWS's own policy: to open an encrypted session and to record it. */
export function nodePermissions(props: NodePermissionsProps): DataAwsIamPolicyDocumentStatement[] {
  const { accountId, region, keyArn, sessionLogGroup } = props;
  const groups = `arn:aws:logs:${region}:${accountId}:log-group`;
  return [
    {
      sid: 'OpenEncryptedSessions',
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      // Keys of sessions only: what else the key encrypts has no session in its context.
      condition: [{ test: 'Null', variable: 'kms:EncryptionContext:aws:ssm:SessionId', values: ['false'] }],
    },
    {
      sid: 'RecordSessions',
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [`${groups}:${sessionLogGroup}:*`],
    },
    // The agent looks whether the group is encrypted before it begins.
    { sid: 'FindLogGroup', actions: ['logs:DescribeLogGroups'], resources: [`${groups}:*`] },
  ];
}
