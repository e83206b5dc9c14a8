import type { Construct } from 'constructs';
import type { Environment } from '../config.ts';
import { Alarm } from '../constructs/alarm.ts';
import { AlarmTopic } from '../constructs/alarm-topic.ts';
import { ApplicationLogs, type LogMetric } from '../constructs/application-logs.ts';
import { BudgetAlarm } from '../constructs/budget-alarm.ts';
import { CacheAlarms } from '../constructs/cache-alarms.ts';
import { type Chart, Dashboard, type Metric } from '../constructs/dashboard.ts';
import { DatabaseAlarms } from '../constructs/database-alarms.ts';
import { LoadBalancerAlarms } from '../constructs/load-balancer-alarms.ts';
import { MessagingAlarms } from '../constructs/messaging-alarms.ts';
import { applicationLogGroupOf } from '../naming.ts';
import { GnarStack } from './gnar-stack.ts';

export interface ObservabilityStackProps {
  readonly keyArn: string;
  readonly databaseIdentifier: string;
  readonly cacheId?: string;
  /** Queues that services read, by a word that never changes for each. */
  readonly queueNames: Named;
  /** The dead letters of these and of other queues, likewise. */
  readonly deadLetterQueueNames: Named;
  readonly loadBalancerSuffix?: string;
  /** For the product, then for the redirect to it. */
  readonly targetGroupSuffixes?: readonly string[];
}

/** Names or ids by a word that never changes for each. */
type Named = Readonly<Record<string, string>>;

interface Watched {
  readonly database: string;
  readonly cacheNodes: Named;
  readonly queues: Named;
  readonly deadLetterQueues: Named;
  readonly targetGroups: Named;
}

const targetGroupWords = ['product', 'redirect'];

/** Alarms, logs, one dashboard, and a warning before the bill. */
export class ObservabilityStack extends GnarStack {
  constructor(scope: Construct, environment: Environment, props: ObservabilityStackProps) {
    super(scope, 'observability', environment);
    const { region, features, alarmEmail, monthlyBudgetUsd } = environment;
    const { prefix } = this;
    const watched = whatToWatch(environment, props);
    const topic = new AlarmTopic(this, 'topic', { prefix, region, keyArn: props.keyArn, email: alarmEmail });
    const logs = new ApplicationLogs(this, 'logs', {
      name: applicationLogGroupOf(environment),
      prefix,
      days: features.logDays,
      keyArn: props.keyArn,
    });
    this.alarms(topic.arn, logs.serverErrors, watched, props);
    new Dashboard(this, 'dashboard', {
      name: prefix,
      region,
      alarmArns: this.node
        .findAll()
        .filter((one) => one instanceof Alarm)
        .map(({ arn }) => arn),
      charts: chartsOf(watched, logs.serverErrors, props.loadBalancerSuffix),
    });
    new BudgetAlarm(this, 'budget', { prefix, monthlyUsd: monthlyBudgetUsd, email: alarmEmail });
    this.publish('LOG_GROUP', logs.groupName);
  }

  private alarms(
    topicArn: string,
    serverErrors: LogMetric,
    watched: Watched,
    props: ObservabilityStackProps,
  ) {
    const { features } = this.environment;
    const common = { prefix: this.prefix, topicArn } as const;
    new Alarm(this, {
      ...common,
      name: 'server-errors',
      meaning: 'Five or more requests in 5 minutes were answered with a 5xx.',
      ...serverErrors,
      statistic: 'Sum',
      periodSeconds: 300,
      periods: 1,
      above: 4,
      silence: 'fine',
    });
    new DatabaseAlarms(this, 'database', {
      ...common,
      identifier: watched.database,
      instanceClass: features.databaseInstanceClass,
      storageGb: features.databaseStorageGb,
    });
    new CacheAlarms(this, 'cache', { ...common, nodes: watched.cacheNodes });
    new MessagingAlarms(this, 'messaging', {
      ...common,
      queues: watched.queues,
      deadLetterQueues: watched.deadLetterQueues,
    });
    if (props.loadBalancerSuffix !== undefined) {
      const { loadBalancerSuffix } = props;
      const { targetGroups } = watched;
      new LoadBalancerAlarms(this, 'load-balancer', { ...common, loadBalancerSuffix, targetGroups });
    }
  }
}

/** Cache nodes are named by counting from 1, as ElastiCache names them. */
function whatToWatch({ features }: Environment, props: ObservabilityStackProps): Watched {
  const { cacheId, queueNames, deadLetterQueueNames, targetGroupSuffixes = [] } = props;
  return {
    database: props.databaseIdentifier,
    cacheNodes:
      cacheId === undefined
        ? {}
        : count(features.cacheNodes, 'node', (n) => `${cacheId}-${String(n).padStart(3, '0')}`),
    queues: queueNames,
    deadLetterQueues: deadLetterQueueNames,
    targetGroups: byWord(targetGroupWords, targetGroupSuffixes),
  };
}

const count = (many: number, word: string, nameOf: (n: number) => string): Named =>
  Object.fromEntries(Array.from({ length: many }, (_, index) => [`${word}-${index + 1}`, nameOf(index + 1)]));

/** @throws when there are more names than words: a word is part of an alarm's identity and is chosen, not counted. */
function byWord(words: readonly string[], names: readonly string[]): Named {
  return Object.fromEntries(
    names.map((name, index) => {
      const word = words[index];
      if (word === undefined) throw new Error(`no word for number ${index + 1} of ${words.join(', ')}`);
      return [word, name];
    }),
  );
}

function chartsOf(watched: Watched, serverErrors: LogMetric, loadBalancer?: string): readonly Chart[] {
  const each = (named: Named, metric: (name: string) => Metric) => Object.values(named).map(metric);
  const database = (metric: string): Metric[] => [
    ['AWS/RDS', metric, 'DBInstanceIdentifier', watched.database],
  ];
  const queue = (named: Named, metric: string) =>
    each(named, (name): Metric => ['AWS/SQS', metric, 'QueueName', name]);
  const cache = (metric: string) =>
    each(watched.cacheNodes, (name): Metric => ['AWS/ElastiCache', metric, 'CacheClusterId', name]);
  const hosts = each(watched.targetGroups, (name): Metric => [
    'AWS/NetworkELB',
    'HealthyHostCount',
    ...['TargetGroup', name, 'LoadBalancer', loadBalancer ?? ''],
  ]);
  const charts: readonly Chart[] = [
    { title: 'Answers with 5xx', statistic: 'Sum', metrics: [[serverErrors.namespace, serverErrors.metric]] },
    { title: 'Nodes that take connections', statistic: 'Maximum', metrics: hosts },
    {
      title: 'Age of the oldest message (s)',
      statistic: 'Maximum',
      metrics: queue(watched.queues, 'ApproximateAgeOfOldestMessage'),
    },
    {
      title: 'Dead letters',
      statistic: 'Maximum',
      metrics: queue(watched.deadLetterQueues, 'ApproximateNumberOfMessagesVisible'),
    },
    {
      title: 'Mail: bounced and reported as spam (share)',
      statistic: 'Maximum',
      metrics: [
        ['AWS/SES', 'Reputation.BounceRate'],
        ['AWS/SES', 'Reputation.ComplaintRate'],
      ],
    },
    { title: 'Database: processor (%)', statistic: 'Average', metrics: database('CPUUtilization') },
    { title: 'Database: connections', statistic: 'Maximum', metrics: database('DatabaseConnections') },
    { title: 'Database: free storage (bytes)', statistic: 'Average', metrics: database('FreeStorageSpace') },
    { title: 'Cache: processor (%)', statistic: 'Average', metrics: cache('EngineCPUUtilization') },
    { title: 'Cache: memory (%)', statistic: 'Maximum', metrics: cache('DatabaseMemoryUsagePercentage') },
  ];
  return charts.filter(({ metrics }) => metrics.length > 0);
}
