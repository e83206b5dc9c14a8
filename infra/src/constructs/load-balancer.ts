import { Lb } from '#aws/lb';
import { LbListener } from '#aws/lb-listener';
import { LbTargetGroup } from '#aws/lb-target-group';
import { Route53Record } from '#aws/route53-record';
import { Construct } from 'constructs';
import { alpnPolicy } from '../for-k8s.ts';
import { ports } from '../network/ports.ts';

export interface LoadBalancerProps {
  /** Begins the names, of which ELB takes 32 characters: at most 25. */
  readonly prefix: string;
  readonly vpcId: string;
  /** One for each zone that people may be served in. */
  readonly subnetIds: readonly string[];
  /** Decides who may come: 80 and 443 from everywhere. */
  readonly securityGroupId: string;
  /** For the name below, from the same region. */
  readonly certificateArn: string;
  /** The name that people type, such as `app.example.com`. */
  readonly host: string;
  /** The zone in which the host lies. */
  readonly zoneId: string;
  /** Gets one line for each TLS connection (who, which version, which cipher), under `load-balancer/`. */
  readonly logBucketName: string;
  /** Seconds that a node which leaves may finish its connections in. Default 60; the services drain within 30. */
  readonly drainSeconds?: number;
}

/** TLS 1.3 and 1.2, only with forward secrecy and authenticated ciphers. */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';

/**
 * The only thing that the world reaches: a network load balancer, where the world's TLS ends. It speaks TLS of its own to the
 * ingress on every node, whatever certificate that has, and leaves the client's address as it is, so that limits per client
 * hold. It cannot be deleted before its protection has been switched off.
 */
export class LoadBalancer extends Construct {
  /** For the nodes to join: traffic of the app, and redirects. */
  readonly targetGroupArns: readonly string[];
  /** As CloudWatch names it. */
  readonly suffix: string;
  /** As CloudWatch names them, in the order of the ARNs. */
  readonly targetGroupSuffixes: readonly string[];
  private readonly balancer: Lb;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.balancer = new Lb(this, 'balancer', {
      name: `${props.prefix}-app`,
      loadBalancerType: 'network',
      internal: false,
      ipAddressType: 'ipv4',
      subnets: [...props.subnetIds],
      securityGroups: [props.securityGroupId],
      enableCrossZoneLoadBalancing: true,
      enableDeletionProtection: true,
      accessLogs: { bucket: props.logBucketName, prefix: 'load-balancer', enabled: true },
    });
    const app = this.targets('https', { port: ports.nodeApp, protocol: 'TLS' }, props);
    const redirect = this.targets('http', { port: ports.nodeRedirect, protocol: 'TCP' }, props);
    this.listen('tls', app, {
      port: ports.https,
      protocol: 'TLS',
      certificateArn: props.certificateArn,
      sslPolicy: tlsPolicy,
      // What is agreed with the browser is asked of the ingress too, which speaks both.
      alpnPolicy,
    });
    this.listen('plain', redirect, { port: ports.http, protocol: 'TCP' });
    new Route53Record(this, 'address', {
      zoneId: props.zoneId,
      name: props.host,
      type: 'A',
      alias: { name: this.balancer.dnsName, zoneId: this.balancer.zoneId, evaluateTargetHealth: true },
    });
    this.suffix = this.balancer.arnSuffix;
    this.targetGroupArns = [app.arn, redirect.arn];
    this.targetGroupSuffixes = [app.arnSuffix, redirect.arnSuffix];
  }

  private targets(
    id: string,
    how: { port: number; protocol: 'TLS' | 'TCP' },
    { prefix, vpcId, drainSeconds = 60 }: LoadBalancerProps,
  ) {
    return new LbTargetGroup(this, id, {
      name: `${prefix}-${id}`,
      vpcId,
      ...how,
      targetType: 'instance',
      preserveClientIp: 'true',
      deregistrationDelay: String(drainSeconds),
      // Who has not finished by then is told, rather than left to wait for a node that is gone.
      connectionTermination: true,
      // A node is out after 20 seconds and back after 20.
      healthCheck: {
        enabled: true,
        protocol: 'TCP',
        port: 'traffic-port',
        interval: 10,
        healthyThreshold: 2,
        unhealthyThreshold: 2,
      },
    });
  }

  private listen(
    id: string,
    { arn }: LbTargetGroup,
    how: { port: number; protocol: string; certificateArn?: string; sslPolicy?: string; alpnPolicy?: string },
  ): void {
    new LbListener(this, id, {
      ...how,
      loadBalancerArn: this.balancer.arn,
      defaultAction: [{ type: 'forward', targetGroupArn: arn }],
    });
  }
}
