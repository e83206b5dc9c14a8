import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { IdentityProvider } from '../constructs/identity-provider.ts';
import { mayDeploy } from '../constructs/pipeline-permissions.ts';
import { PipelineRole } from '../constructs/pipeline-role.ts';
import { GnarStack } from './gnar-stack.ts';

export interface DeliveryStackProps {
  readonly repositoryArns: readonly string[];
}

interface Forge {
  readonly id: 'github' | 'gitlab';
  readonly issuer: string;
  /** `sub` of a run on the branch that deploys. */
  readonly deploys: string;
}

/**
 * How pipelines get in: by the token of a run, never by a key. Each forge has one role, which pushes images.
 *
 * GitHub says "environment" instead of the branch in a job that names one, which then gets no role here.
 */
export class DeliveryStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, props: DeliveryStackProps) {
    super(scope, 'delivery', environment);
    for (const forge of forgesOf(environment)) {
      const provider = new IdentityProvider(this, forge.id, {
        issuer: forge.issuer,
        audience: 'sts.amazonaws.com',
        create: environment.delivery.createProviders,
      });
      const { arn } = new PipelineRole(this, `${forge.id}-deploy`, {
        name: `${this.prefix}-deploy-${forge.id}`,
        description: 'Pushes images',
        provider,
        subject: forge.deploys,
        statements: mayDeploy(props.repositoryArns),
      });
      this.publish(forge.id === 'github' ? 'DELIVERY_ROLE_GITHUB' : 'DELIVERY_ROLE_GITLAB', arn);
    }
  }
}

function forgesOf({ delivery: { github, gitlab, branch } }: Environment): Forge[] {
  const forges: Forge[] = [];
  if (github !== undefined) {
    forges.push({
      id: 'github',
      issuer: 'token.actions.githubusercontent.com',
      deploys: `repo:${github}:ref:refs/heads/${branch}`,
    });
  }
  if (gitlab !== undefined) {
    const deploys = `project_path:${gitlab}:ref_type:branch:ref:${branch}`;
    forges.push({ id: 'gitlab', issuer: 'gitlab.com', deploys });
  }
  return forges;
}
