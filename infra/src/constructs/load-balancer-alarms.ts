import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';

export interface LoadBalancerAlarmsProps {
  readonly prefix: string;
  readonly topicArn: string;
  /** The last part of the load balancer's ARN: `net/<name>/<id>`. */
  readonly loadBalancerSuffix: string;
  /** The last part of each target group's ARN (`targetgroup/<name>/<id>`), by a word that never changes for it. */
  readonly targetGroups: Readonly<Record<string, string>>;
}

/** Nodes that take no connections, for each target group. */
export class LoadBalancerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    super(scope, id);
    for (const [which, TargetGroup] of Object.entries(props.targetGroups)) {
      new Alarm(this, {
        name: 'unhealthy-hosts',
        which,
        prefix: props.prefix,
        topicArn: props.topicArn,
        meaning: 'The load balancer finds a node that takes no connections.',
        namespace: 'AWS/NetworkELB',
        metric: 'UnHealthyHostCount',
        dimensions: { TargetGroup, LoadBalancer: props.loadBalancerSuffix },
        statistic: 'Maximum',
        periodSeconds: 60,
        periods: 5,
        above: 0,
        silence: 'alarming',
      });
    }
  }
}
