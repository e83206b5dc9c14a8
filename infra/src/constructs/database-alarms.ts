import { Construct } from 'constructs';
import { Alarm, type AlarmProps } from './alarm.ts';

export interface DatabaseAlarmsProps {
  readonly prefix: string;
  readonly topicArn: string;
  /** `DBInstanceIdentifier` */
  readonly identifier: string;
  /** Such as `db.t4g.micro`: how many connections it takes follows from its memory. */
  readonly instanceClass: string;
  /** GiB that it starts with; it grows by itself when less than a tenth is free. */
  readonly storageGb: number;
}

type Rule = Omit<AlarmProps, 'prefix' | 'topicArn' | 'namespace' | 'dimensions'>;

const GIB = 1024 ** 3;

/** A database that is busy, filling or crowded. */
export class DatabaseAlarms extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseAlarmsProps) {
    super(scope, id);
    for (const rule of rulesOf(props)) {
      new Alarm(this, {
        ...rule,
        prefix: props.prefix,
        topicArn: props.topicArn,
        namespace: 'AWS/RDS',
        dimensions: { DBInstanceIdentifier: props.identifier },
      });
    }
  }
}

function rulesOf({ instanceClass, storageGb }: DatabaseAlarmsProps): readonly Rule[] {
  return [
    {
      name: 'database-cpu',
      meaning: 'The database has used more than 80 % of its processor for 15 minutes.',
      metric: 'CPUUtilization',
      statistic: 'Average',
      periodSeconds: 300,
      periods: 3,
      above: 80,
      silence: 'alarming',
    },
    {
      name: 'database-storage',
      meaning: 'Less than a twentieth of the database’s storage is free, and it has not grown by itself.',
      metric: 'FreeStorageSpace',
      statistic: 'Minimum',
      periodSeconds: 300,
      periods: 2,
      below: Math.round(storageGb * GIB * 0.05),
      silence: 'keep',
    },
    {
      name: 'database-connections',
      meaning: 'The database has nearly as many connections as it takes.',
      metric: 'DatabaseConnections',
      statistic: 'Maximum',
      periodSeconds: 300,
      periods: 2,
      above: crowdedAt(instanceClass),
      silence: 'keep',
    },
  ];
}

/**
 * Four fifths of what RDS sets `max_connections` to: DBInstanceClassMemory / 9,531,392 bytes, at most 5,000. That memory
 * is what the operating system leaves, about three quarters of the class's name on small ones.
 */
export function crowdedAt(instanceClass: string): number {
  const memory = memoryGib(instanceClass) * GIB * 0.75;
  return Math.floor(Math.min(memory / 9_531_392, 5000) * 0.8);
}

const memoryBySize: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
};

/** Memory of an instance class in GiB, by the rule of AWS's families: r has twice and x four times what t and m have. */
function memoryGib(instanceClass: string): number {
  const [, family = '', size = ''] = instanceClass.split('.');
  const times = Number(/^(\d+)xlarge$/.exec(size)?.[1] ?? 1);
  const base = memoryBySize[size.replace(/^\d+/, '')] ?? 1;
  const weight = family.startsWith('r') ? 2 : family.startsWith('x') ? 4 : 1;
  return base * times * weight;
}
