import { SecurityGroup } from '#aws/security-group';
import { VpcSecurityGroupEgressRule } from '#aws/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '#aws/vpc-security-group-ingress-rule';
import { Construct } from 'constructs';
import { ports } from '../network/ports.ts';

export interface SecurityGroupsProps {
  /** Begins every group's name. */
  readonly prefix: string;
  readonly vpcId: string;
  /** False where the one node takes the traffic itself: the workload then admits 80 and 443 from the world. */
  readonly loadBalancer: boolean;
  /** Interface endpoints get a group that admits the workload. */
  readonly endpoints: boolean;
  /** False where nodes have no way to the internet: the workload may then speak to endpoints and S3 only. */
  readonly internet: boolean;
}

/** One side of a rule: a group, a block, or the addresses of an AWS service. */
type Peer = { readonly group: SecurityGroup } | { readonly cidr: string } | { readonly prefixListId: string };

interface Arrow {
  readonly id: string;
  readonly peer: Peer;
  /** Everything, UDP and ICMP too, where nothing is said; `too-large` is ICMP's word that a packet did not fit the path. */
  readonly port?: number | 'too-large';
  readonly description: string;
}

const world: Peer = { cidr: '0.0.0.0/0' };

/**
 * Who may speak with whom, by group, so that no rule names an address of the network. Both ends have a rule: the one
 * that asks lets it out, the one that answers lets it in. Each rule is a resource of its own and a change touches only it.
 */
export class SecurityGroups extends Construct {
  /** Undefined where there is no load balancer. */
  readonly loadBalancer: SecurityGroup | undefined;
  /** Nodes, and pods with them. */
  readonly workload: SecurityGroup;
  readonly database: SecurityGroup;
  readonly cache: SecurityGroup;
  /** Undefined where there are no interface endpoints. */
  readonly endpoints: SecurityGroup | undefined;

  private readonly props: SecurityGroupsProps;

  constructor(scope: Construct, id: string, props: SecurityGroupsProps) {
    super(scope, id);
    this.props = props;
    this.workload = this.group('workload', 'Nodes and pods');
    this.database = this.group('database', 'Postgres');
    this.cache = this.group('cache', 'Valkey');
    this.loadBalancer = props.loadBalancer
      ? this.group('load-balancer', 'Takes the traffic of the world')
      : undefined;
    this.endpoints = props.endpoints ? this.group('endpoints', 'Private ways to AWS services') : undefined;
    this.traffic();
    this.workloadItself();
    this.stores();
    if (this.endpoints !== undefined) {
      this.connect(
        'workload',
        this.workload,
        'endpoints',
        this.endpoints,
        ports.https,
        'AWS services, privately',
      );
    }
  }

  /** Lets the workload speak to S3 through its gateway endpoint. @param prefixListId the addresses of S3 in the region. */
  allowS3(prefixListId: string): void {
    this.egress('workload', this.workload, {
      id: 's3',
      peer: { prefixListId },
      port: ports.https,
      description: 'S3: layers of images',
    });
  }

  /** From the world to the pods. */
  private traffic(): void {
    const doors = [
      { id: 'https', peer: world, port: ports.https, description: 'The product' },
      { id: 'http', peer: world, port: ports.http, description: 'Is redirected to HTTPS' },
      { id: 'too-large', peer: world, port: 'too-large', description: 'Path MTU discovery' },
    ] as const;
    const [name, group] =
      this.loadBalancer === undefined
        ? (['workload', this.workload] as const)
        : (['load-balancer', this.loadBalancer] as const);
    for (const door of doors) this.ingress(name, group, door);
    if (this.loadBalancer === undefined) return;
    for (const [what, port] of [
      ['The product, to the ingress', ports.nodeApp],
      ['Plain HTTP, to be redirected', ports.nodeRedirect],
    ] as const) {
      this.connect('load-balancer', this.loadBalancer, 'workload', this.workload, port, what);
    }
  }

  private workloadItself(): void {
    const itself: Peer = { group: this.workload };
    this.ingress('workload', this.workload, {
      id: 'itself',
      peer: itself,
      description: 'Nodes and pods with each other',
    });
    this.egress('workload', this.workload, {
      id: 'itself',
      peer: itself,
      description: 'Nodes and pods with each other',
    });
    if (!this.props.internet) return;
    this.egress('workload', this.workload, {
      id: 'https',
      peer: world,
      port: ports.https,
      description: 'AWS, images, breach lookup and captcha',
    });
    if (this.props.loadBalancer) return;
    this.egress('workload', this.workload, {
      id: 'http',
      peer: world,
      port: ports.http,
      description: 'The certificate manager asks itself for its ACME challenge',
    });
  }

  /** Database and cache answer; they begin nothing, and have no way out. */
  private stores(): void {
    this.connect('workload', this.workload, 'database', this.database, ports.database, 'Postgres');
    this.connect('workload', this.workload, 'cache', this.cache, ports.cache, 'Valkey');
  }

  private connect(
    fromName: string,
    from: SecurityGroup,
    toName: string,
    to: SecurityGroup,
    port: number,
    description: string,
  ): void {
    this.egress(fromName, from, { id: `${toName}-${port}`, peer: { group: to }, port, description });
    this.ingress(toName, to, { id: `${fromName}-${port}`, peer: { group: from }, port, description });
  }

  private group(name: string, description: string): SecurityGroup {
    const fullName = `${this.props.prefix}-${name}`;
    return new SecurityGroup(this, name, {
      name: fullName,
      description,
      vpcId: this.props.vpcId,
      tags: { Name: fullName },
    });
  }

  private ingress(name: string, group: SecurityGroup, arrow: Arrow): void {
    new VpcSecurityGroupIngressRule(this, `${name}-from-${arrow.id}`, ruleOf(group, arrow));
  }

  private egress(name: string, group: SecurityGroup, arrow: Arrow): void {
    new VpcSecurityGroupEgressRule(this, `${name}-to-${arrow.id}`, ruleOf(group, arrow));
  }
}

function ruleOf(group: SecurityGroup, { peer, port, description }: Arrow) {
  return {
    securityGroupId: group.id,
    description,
    ...protocolOf(port),
    cidrIpv4: 'cidr' in peer ? peer.cidr : undefined,
    referencedSecurityGroupId: 'group' in peer ? peer.group.id : undefined,
    prefixListId: 'prefixListId' in peer ? peer.prefixListId : undefined,
  };
}

function protocolOf(port: Arrow['port']) {
  if (port === undefined) return { ipProtocol: '-1' };
  // ICMP's type and code go where ports go: "destination unreachable", "fragmentation needed".
  if (port === 'too-large') return { ipProtocol: 'icmp', fromPort: 3, toPort: 4 };
  return { ipProtocol: 'tcp', fromPort: port, toPort: port };
}
