import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { EksAccessEntry } from '#aws/eks-access-entry';
import { EksAccessPolicyAssociation } from '#aws/eks-access-policy-association';
import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { IdentityProvider } from '../constructs/identity-provider.ts';
import { mayDeploy, mayPlan } from '../constructs/pipeline-permissions.ts';
import { PipelineRole } from '../constructs/pipeline-role.ts';
import { bucketName } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface DeliveryStackProps {
  readonly keyArn: string;
  readonly repositoryArns: readonly string[];
  readonly assetsBucketArn: string;
  readonly distributionArn: string;
  readonly clusterName: string;
}

/** Of the product, in the cluster. */
const namespace = 'gnar';

interface Forge {
  readonly id: 'github' | 'gitlab';
  readonly issuer: string;
  /** `sub` of a run on the branch that deploys. */
  readonly deploys: string;
  /** `sub` of a run that shows what a change would do. */
  readonly plans: string;
}

/**
 * How pipelines get in: by the token of a run, never by a key. Each forge has a role that deploys and one that plans.
 *
 * GitHub says "pull_request" for every pull request of the repository, and says "environment" instead of the branch in a job that
 * names one, which then gets no role here. GitLab says the source branch even in a merge request's pipeline: exactly one branch
 * can be named, so that there the plan is for the branch that deploys, before it does.
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
      const deploy = this.deployRole(forge, provider, props);
      const plan = this.planRole(forge, provider, props);
      const name = forge.id === 'github' ? 'GITHUB' : 'GITLAB';
      this.publish(`DELIVERY_ROLE_${name}`, deploy.arn);
      this.publish(`PLAN_ROLE_${name}`, plan.arn);
    }
  }

  private deployRole({ id, deploys }: Forge, provider: IdentityProvider, props: DeliveryStackProps) {
    const { region, features } = this.environment;
    const { accountId } = new DataAwsCallerIdentity(this, `${id}-account`);
    const clusterArn = `arn:aws:eks:${region}:${accountId}:cluster/${props.clusterName}`;
    const onEks = features.cluster === 'eks';
    const role = new PipelineRole(this, `${id}-deploy`, {
      name: `${this.prefix}-deploy-${id}`,
      description: 'Delivers images and files, and changes what runs',
      provider,
      subject: deploys,
      statements: mayDeploy({ ...props, ...(onEks ? { clusterArn } : {}) }),
    });
    if (onEks) this.openNamespace(id, role.arn, props.clusterName);
    return role;
  }

  private planRole({ id, plans }: Forge, provider: IdentityProvider, { keyArn }: DeliveryStackProps) {
    return new PipelineRole(this, `${id}-plan`, {
      name: `${this.prefix}-plan-${id}`,
      description: 'Reads the states, to show what a change would do',
      provider,
      subject: plans,
      statements: mayPlan({
        stateBucketArn: `arn:aws:s3:::${bucketName(this.environment, 'state')}`,
        keyArn,
        region: this.environment.region,
      }),
    });
  }

  /** In the cluster the role edits the product's own namespace, and sees no other. */
  private openNamespace(id: string, principalArn: string, clusterName: string): void {
    const entry = new EksAccessEntry(this, `${id}-entry`, { clusterName, principalArn, type: 'STANDARD' });
    new EksAccessPolicyAssociation(this, `${id}-edit`, {
      clusterName,
      principalArn,
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy',
      accessScope: { type: 'namespace', namespaces: [namespace] },
      dependsOn: [entry],
    });
  }
}

function forgesOf({ delivery: { github, gitlab, branch } }: Environment): Forge[] {
  const forges: Forge[] = [];
  if (github !== undefined) {
    forges.push({
      id: 'github',
      issuer: 'token.actions.githubusercontent.com',
      deploys: `repo:${github}:ref:refs/heads/${branch}`,
      plans: `repo:${github}:pull_request`,
    });
  }
  if (gitlab !== undefined) {
    const sub = `project_path:${gitlab}:ref_type:branch:ref:${branch}`;
    forges.push({ id: 'gitlab', issuer: 'gitlab.com', deploys: sub, plans: sub });
  }
  return forges;
}
