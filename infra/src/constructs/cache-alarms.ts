import { Construct } from 'constructs';
import { Alarm, type AlarmProps } from './alarm.ts';

export interface CacheAlarmsProps {
  readonly prefix: string;
  readonly topicArn: string;
  /** `CacheClusterId` of each node, by a word that never changes for it (`node-1`). */
  readonly nodes: Readonly<Record<string, string>>;
}

type Rule = Omit<AlarmProps, 'prefix' | 'topicArn' | 'namespace' | 'dimensions' | 'which'>;

const rules: readonly Rule[] = [
  {
    name: 'cache-cpu',
    meaning: 'The cache’s one thread that answers has been busy for 80 % of 15 minutes.',
    metric: 'EngineCPUUtilization',
    statistic: 'Average',
    periodSeconds: 300,
    periods: 3,
    above: 80,
    silence: 'alarming',
  },
  {
    name: 'cache-memory',
    meaning: 'The cache’s memory is 80 % full.',
    metric: 'DatabaseMemoryUsagePercentage',
    statistic: 'Maximum',
    periodSeconds: 300,
    periods: 3,
    above: 80,
    silence: 'keep',
  },
  {
    name: 'cache-evictions',
    meaning: 'The cache throws away entries that are still valid: sessions are read from the database again.',
    metric: 'Evictions',
    statistic: 'Sum',
    periodSeconds: 300,
    periods: 1,
    above: 0,
    silence: 'fine',
  },
];

/** A cache that is busy, full or forgetting. */
export class CacheAlarms extends Construct {
  constructor(scope: Construct, id: string, { prefix, topicArn, nodes }: CacheAlarmsProps) {
    super(scope, id);
    for (const [which, node] of Object.entries(nodes)) {
      for (const rule of rules) {
        const dimensions = { CacheClusterId: node };
        new Alarm(this, { ...rule, which, prefix, topicArn, namespace: 'AWS/ElastiCache', dimensions });
      }
    }
  }
}
