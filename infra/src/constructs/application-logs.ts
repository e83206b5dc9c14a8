import { CloudwatchLogGroup } from '#aws/cloudwatch-log-group';
import { CloudwatchLogMetricFilter } from '#aws/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { serverErrorPattern } from '../for-k8s.ts';

export interface ApplicationLogsProps {
  /** `applicationLogGroupOf()`: the cluster's log agent may write to it by this name. */
  readonly name: string;
  /** Begins the name of the filter, and is the namespace of the metric: `gnar-staging`. */
  readonly prefix: string;
  /** Days that a line is kept. */
  readonly days: number;
  /** The key that encrypts the lines; its policy lets CloudWatch Logs use it. */
  readonly keyArn: string;
}

/** A metric that CloudWatch makes of log lines. */
export interface LogMetric {
  readonly namespace: string;
  readonly metric: string;
}

/**
 * Where the cluster's log agent ships what pods write, and the metric made of it: answers with a status of 500 or more.
 *
 * The network load balancer passes connections and knows nothing of HTTP, so answers are counted where they are written
 * down: one JSON line for each request of a service, and one of the ingress, which alone sees a service that does not
 * answer at all. An error that both write counts twice, which an alarm on "any" does not mind. The agent may put the
 * line at the top or under `log_processed`, as Fluent Bit does for containers: both are read.
 */
export class ApplicationLogs extends Construct {
  readonly groupName: string;
  readonly serverErrors: LogMetric;

  constructor(scope: Construct, id: string, props: ApplicationLogsProps) {
    super(scope, id);
    this.groupName = props.name;
    this.serverErrors = { namespace: props.prefix, metric: 'ServerErrors' };
    const group = new CloudwatchLogGroup(this, 'group', {
      name: this.groupName,
      retentionInDays: props.days,
      kmsKeyId: props.keyArn,
    });
    group.overrideLogicalId('application');
    new CloudwatchLogMetricFilter(this, 'server-errors', {
      name: `${props.prefix}-server-errors`,
      logGroupName: group.name,
      pattern: serverErrorPattern,
      metricTransformation: {
        namespace: this.serverErrors.namespace,
        name: this.serverErrors.metric,
        value: '1',
        defaultValue: '0',
        unit: 'Count',
      },
    }).overrideLogicalId('server-errors');
  }
}
