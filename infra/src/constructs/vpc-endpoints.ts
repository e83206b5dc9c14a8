import { DataAwsCallerIdentity } from '#aws/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '#aws/data-aws-iam-policy-document';
import { VpcEndpoint } from '#aws/vpc-endpoint';
import { Construct } from 'constructs';
import type { EndpointService } from '../network/endpoint-services.ts';

export interface VpcEndpointsProps {
  /** Begins every `Name` tag, and the names of our buckets. */
  readonly prefix: string;
  readonly region: string;
  readonly vpcId: string;
  /** Tables that get a route to S3; not those of isolated subnets. */
  readonly routeTableIds: readonly string[];
  /** One per zone: where the interfaces are. */
  readonly subnetIds: readonly string[];
  /** Admits the workload on 443; undefined where there are no interfaces. */
  readonly securityGroupId: string | undefined;
  /** Services with an interface of their own, about 7 USD a month for each zone. */
  readonly services: readonly EndpointService[];
}

/**
 * Private ways to AWS: S3 through the routes, which is free and which the layers of every image take, and other services
 * through interfaces with addresses of the network's own.
 */
export class VpcEndpoints extends Construct {
  readonly s3: VpcEndpoint;

  private readonly props: VpcEndpointsProps;
  private readonly account: string;

  constructor(scope: Construct, id: string, props: VpcEndpointsProps) {
    super(scope, id);
    this.props = props;
    this.account = new DataAwsCallerIdentity(this, 'account').accountId;
    this.s3 = new VpcEndpoint(this, 's3', {
      vpcId: props.vpcId,
      serviceName: `com.amazonaws.${props.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [...props.routeTableIds],
      policy: this.s3Policy(),
      tags: { Name: `${props.prefix}-s3` },
    });
    if (props.securityGroupId === undefined) return;
    for (const service of props.services) this.interface(service, props.securityGroupId);
  }

  private interface(service: EndpointService, securityGroupId: string): void {
    const { prefix, region, vpcId, subnetIds } = this.props;
    const name = service.name.replaceAll('.', '-');
    new VpcEndpoint(this, name, {
      vpcId,
      serviceName: `com.amazonaws.${region}.${service.name}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds: [...subnetIds],
      securityGroupIds: [securityGroupId],
      policy: this.servicePolicy(name, service),
      tags: { Name: `${prefix}-${name}` },
    });
  }

  /** Callers of this account, on what belongs to it. */
  private servicePolicy(name: string, { allowed }: EndpointService): string | undefined {
    if (allowed === undefined) return undefined;
    return new DataAwsIamPolicyDocument(this, `${name}-policy`, {
      statement: [
        {
          principals: [everyone],
          actions: [...allowed.actions],
          resources: [`arn:aws:${name}:${this.props.region}:${this.account}:${allowed.resource}`],
          condition: [{ test: 'StringEquals', variable: 'aws:PrincipalAccount', values: [this.account] }],
        },
      ],
    }).json;
  }

  /** Our own buckets, and reading from those in which registries keep layers: nothing can be carried to another's bucket. */
  private s3Policy(): string {
    const own = `arn:aws:s3:::${this.props.prefix}-*`;
    return new DataAwsIamPolicyDocument(this, 's3-policy', {
      statement: [
        {
          sid: 'OwnBuckets',
          principals: [everyone],
          actions: [
            's3:GetObject',
            's3:PutObject',
            's3:DeleteObject',
            's3:ListBucket',
            's3:GetBucketLocation',
            's3:GetEncryptionConfiguration',
          ],
          resources: [own, `${own}/*`],
          condition: [{ test: 'StringEquals', variable: 'aws:ResourceAccount', values: [this.account] }],
        },
        {
          sid: 'PublicLayers',
          principals: [everyone],
          actions: ['s3:GetObject'],
          resources: publicBuckets(this.props.region).map((bucket) => `arn:aws:s3:::${bucket}/*`),
        },
      ],
    }).json;
  }
}

const everyone = { type: 'AWS', identifiers: ['*'] };

/** Buckets of others in the same region that nodes read from, all public. */
const publicBuckets = (region: string): string[] => [
  // Amazon ECR: the layers of every image (ECR user guide, "Amazon S3 gateway endpoint").
  `prod-${region}-starport-layer-bucket`,
  // registry.k8s.io sends clients within AWS to the bucket of their region.
  `prod-registry-k8s-io-${region}`,
  // quay.io (the certificate manager) and Docker Hub (Valkey), for clients in us-east-1.
  'quayio-production-s3',
  'docker-images-prod',
  // Amazon Linux's packages, and the agent of Session Manager.
  `al2023-repos-${region}-de612dc2`,
  `amazon-ssm-${region}`,
];
