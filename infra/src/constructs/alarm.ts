import { CloudwatchMetricAlarm } from '#aws/cloudwatch-metric-alarm';
import { Construct } from 'constructs';
import type { alarmNames } from '../for-k8s.ts';

export type AlarmName = (typeof alarmNames)[number];

export interface AlarmProps {
  /** With the environment's prefix it is the alarm's name, and the paragraph of docs/operate.md. */
  readonly name: AlarmName;
  /** Which one, where several share a paragraph: a word that never changes for it, such as `replica-1`. */
  readonly which?: string;
  /** Begins the alarm's name: `gnar-staging`. */
  readonly prefix: string;
  /** What has happened, in a sentence for the person whom it woke. */
  readonly meaning: string;
  /** Where the metric is, such as `AWS/RDS`. */
  readonly namespace: string;
  readonly metric: string;
  /** Which of the metric's series; none when it has only one. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: 'Average' | 'Maximum' | 'Minimum' | 'Sum';
  /** Seconds that one data point covers. A multiple of 60; at 60 and more an alarm has the standard price. */
  readonly periodSeconds: number;
  /** How many data points in a row have to be beyond the threshold. */
  readonly periods: number;
  /** It rings when a data point is greater (`above`) or less (`below`) than this, in the metric's own unit. */
  readonly above?: number;
  readonly below?: number;
  /**
   * What silence means. `fine`: the metric exists only when something happens. `alarming`: whatever reports it is gone.
   * `keep`: it says nothing; the alarm stays as it was.
   */
  readonly silence: 'fine' | 'alarming' | 'keep';
  /** Told when it rings, and when it is over. */
  readonly topicArn: string;
}

const missingData = { fine: 'notBreaching', alarming: 'breaching', keep: 'ignore' } as const;

/** An alarm that tells the topic when it rings and when it is over, and names the paragraph to read. */
export class Alarm extends Construct {
  readonly arn: string;

  constructor(scope: Construct, props: AlarmProps) {
    const name = props.which === undefined ? props.name : `${props.name}-${props.which}`;
    super(scope, name);
    const threshold = props.above ?? props.below;
    if (threshold === undefined || (props.above !== undefined && props.below !== undefined)) {
      throw new Error(`alarm ${props.name}: give one of \`above\` and \`below\``);
    }
    const alarm = new CloudwatchMetricAlarm(this, 'alarm', {
      alarmName: `${props.prefix}-${name}`,
      alarmDescription: `${props.meaning} What to do: docs/operate.md#alarm-${props.name}`,
      namespace: props.namespace,
      metricName: props.metric,
      ...(props.dimensions === undefined ? {} : { dimensions: { ...props.dimensions } }),
      statistic: props.statistic,
      period: props.periodSeconds,
      evaluationPeriods: props.periods,
      datapointsToAlarm: props.periods,
      comparisonOperator: props.above === undefined ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold,
      treatMissingData: missingData[props.silence],
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
    });
    alarm.overrideLogicalId(name);
    this.arn = alarm.arn;
  }
}
