import { S3Backend, TerraformElement, TerraformOutput, TerraformStack } from '#cdktf';
import { AwsProvider } from '#aws/provider';
import type { Construct, Node } from 'constructs';
import type { Environment } from '../config.ts';
import type { publishedNames } from '../for-k8s.ts';
import { bucketName, prefixOf } from '../naming.ts';

export type PublishedName = (typeof publishedNames)[number] | `REGISTRY_${string}`;

export type StackName = (typeof stackNames)[number];

/** In the order in which they are put up: each needs only those before it. */
export const stackNames = [
  'state',
  'network',
  'dns',
  'certificates',
  'registry',
  'messaging',
  'data',
  'edge',
  'cluster',
  'access',
  'observability',
  'delivery',
] as const;

/**
 * What every stack has: the AWS provider in the environment's region, tags on everything, and its state in S3,
 * encrypted, with S3's own lock file.
 */
export abstract class GnarStack extends TerraformStack {
  protected readonly environment: Environment;
  /** Begins the names of resources: `gnar-staging`. */
  protected readonly prefix: string;

  constructor(scope: Construct, name: StackName, environment: Environment) {
    super(scope, `${environment.name}-${name}`);
    this.environment = environment;
    this.prefix = prefixOf(environment);
    new AwsProvider(this, 'aws', {
      region: environment.region,
      defaultTags: [{ tags: this.tags(name) }],
      ...(environment.accountId === undefined ? {} : { allowedAccountIds: [environment.accountId] }),
    });
    const backend = new S3Backend(this, {
      bucket: bucketName(environment, 'state'),
      key: `${name}/terraform.tfstate`,
      region: environment.region,
      // No `encrypt`: it would ask for a key of S3's. Without it the bucket's own default holds, which is our key, and the
      // bucket refuses every other.
    });
    backend.addOverride('use_lockfile', true);
    // The lock file in S3 came with 1.10, write-only arguments with 1.11.
    this.addOverride('terraform.required_version', '>= 1.11.0');
  }

  /** What is written beside the document for programs other than Terraform: contents by file name. */
  files(): ReadonlyMap<string, string> {
    return new Map();
  }

  /**
   * Tells the services' environment a value, under the name that they read it by (`PG_ENDPOINT`); `npm run infra:outputs`
   * gathers them. Never a secret: outputs are plain text in the state.
   */
  protected publish(name: PublishedName, value: string): void {
    this.publishSetting(name, value);
  }

  /** The same for a setting whose name comes from services.ts. */
  protected publishSetting(name: string, value: string): void {
    new TerraformOutput(this, `GNAR_${name}`, { value });
  }

  /**
   * Names an element by its path, `vpc-public-a`, without the hash that would follow: a plan can be read, and an
   * address says the same in both toolkits. What one stack tells another is named after its expression, which has dots:
   * Terraform takes letters, digits, `_` and `-` only.
   */
  protected override allocateLogicalId(element: TerraformElement | Node): string {
    const { scopes } = TerraformElement.isTerraformElement(element) ? element.node : element;
    return scopes
      .slice(scopes.indexOf(this) + 1)
      .map(({ node }) => node.id)
      .join('-')
      .replaceAll(/[^\w-]+/g, '-');
  }

  private tags(stack: StackName): Record<string, string> {
    const { project, name } = this.environment;
    return { Project: project, Environment: name, Stack: stack, ManagedBy: 'terraform' };
  }
}
