import { DataAwsIamOpenidConnectProvider } from '#aws/data-aws-iam-openid-connect-provider';
import { IamOpenidConnectProvider } from '#aws/iam-openid-connect-provider';
import { Construct } from 'constructs';

export interface IdentityProviderProps {
  /** Without `https://`: the issuer of the tokens, such as `gitlab.com`. */
  readonly issuer: string;
  /** For whom the tokens are (`aud`). */
  readonly audience: string;
  /** An account has one for each issuer: false looks up the one that is there. */
  readonly create: boolean;
}

/**
 * Whom the account believes when a pipeline says who it is (OpenID Connect). It opens nothing: roles say which pipeline gets what.
 * No thumbprint: AWS knows the authorities of both issuers.
 */
export class IdentityProvider extends Construct {
  readonly arn: string;
  readonly issuer: string;
  readonly audience: string;

  constructor(scope: Construct, id: string, { issuer, audience, create }: IdentityProviderProps) {
    super(scope, id);
    this.issuer = issuer;
    this.audience = audience;
    const url = `https://${issuer}`;
    this.arn = create
      ? new IamOpenidConnectProvider(this, 'provider', { url, clientIdList: [audience] }).arn
      : new DataAwsIamOpenidConnectProvider(this, 'provider', { url }).arn;
  }
}
