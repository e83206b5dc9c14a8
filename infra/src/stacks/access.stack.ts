import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { SessionAccess } from '../constructs/session-access.ts';
import { bucketName, sessionLogGroupOf } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface AccessStackProps {
  readonly keyArn: string;
}

/** How people reach database and cache: through a node, by Session Manager. No bastion, no port, no key. */
export class AccessStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, { keyArn }: AccessStackProps) {
    super(scope, 'access', environment);
    const { project, name, region, features } = environment;
    const { accountId } = new DataAwsCallerIdentity(this, 'account');
    const access = new SessionAccess(this, 'sessions', {
      prefix: this.prefix,
      accountId,
      region,
      keyArn,
      logGroupName: sessionLogGroupOf(environment),
      logDays: features.logDays,
      nodeTags: { Project: project, Environment: name },
      stateBucket: bucketName(environment, 'state'),
      stateKey: 'data/terraform.tfstate',
    });
    this.publish('ENGINEER_ROLE', access.engineerRoleArn);
    this.publish('SHELL_DOCUMENT', access.shellDocument);
  }
}
