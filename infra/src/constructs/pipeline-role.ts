import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '#aws/data-aws-iam-policy-document';
import { IamRole } from '#aws/iam-role';
import { IamRolePolicy } from '#aws/iam-role-policy';
import { Construct } from 'constructs';
import type { IdentityProvider } from './identity-provider.ts';

export interface PipelineRoleProps {
  /** At most 64 characters (IAM). */
  readonly name: string;
  /** What it is for. */
  readonly description: string;
  /** Who tells that the pipeline is who it says. */
  readonly provider: Pick<IdentityProvider, 'arn' | 'issuer' | 'audience'>;
  /**
   * The whole `sub` of the only pipeline that may take the role: project, and branch or kind of run.
   * @throws Error when it holds a wildcard: the policy compares it as it is.
   */
  readonly subject: string;
  /** All that it may do. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
}

/** What a pipeline may do in the account, for an hour at a time, by a token that it gets for one run: there is no key to lose. */
export class PipelineRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: PipelineRoleProps) {
    super(scope, id);
    const { name, description, provider, subject, statements } = props;
    if (/[*?]/.test(subject)) throw new Error(`${name}: "${subject}" is not one pipeline`);
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRoleWithWebIdentity'],
          principals: [{ type: 'Federated', identifiers: [provider.arn] }],
          condition: [
            { test: 'StringEquals', variable: `${provider.issuer}:aud`, values: [provider.audience] },
            { test: 'StringEquals', variable: `${provider.issuer}:sub`, values: [subject] },
          ],
        },
      ],
    });
    const role = new IamRole(this, 'role', {
      name,
      description,
      assumeRolePolicy: trust.json,
      maxSessionDuration: 3600,
    });
    const permissions = new DataAwsIamPolicyDocument(this, 'permissions', { statement: [...statements] });
    new IamRolePolicy(this, 'policy', { name, role: role.name, policy: permissions.json });
    this.arn = role.arn;
  }
}
