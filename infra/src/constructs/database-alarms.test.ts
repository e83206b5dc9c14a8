import { describe, expect, it } from '@jest/globals';
import { databaseConnections } from '../for-k8s.ts';
import { sizes } from '../sizes.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { crowdedAt, DatabaseAlarms } from './database-alarms.ts';

const system = synthesisedConstruct(
  (stack) =>
    new DatabaseAlarms(stack, 'database', {
      prefix: 'gnar-test',
      topicArn: 'arn:topic',
      identifier: 'primary-id',
      instanceClass: 'db.t4g.micro',
      storageGb: 20,
    }),
);
const alarm = (name: string) => system.one('aws_cloudwatch_metric_alarm', name).arguments;

describe('the alarms of the database', () => {
  it.each([
    ['database-cpu', 'CPUUtilization'],
    ['database-storage', 'FreeStorageSpace'],
    ['database-connections', 'DatabaseConnections'],
  ])('%s watches the instance', (name, metric) => {
    expect(alarm(name)).toMatchObject({
      namespace: 'AWS/RDS',
      metric_name: metric,
      dimensions: { DBInstanceIdentifier: 'primary-id' },
    });
  });

  it('ring when less than a twentieth of the storage is free', () => {
    expect(alarm('database-storage')).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 1024 ** 3,
    });
  });

  it('ring when the database itself has gone silent', () => {
    expect(alarm('database-cpu')['treat_missing_data']).toBe('breaching');
  });
});

describe('the number of connections that are too many', () => {
  it.each([
    ['db.t4g.micro', 67],
    ['db.t4g.medium', 270],
    ['db.m7g.large', 540],
    ['db.r8g.2xlarge', 4000],
  ])('follows from the memory of %s', (instanceClass, connections) => {
    expect(crowdedAt(instanceClass)).toBe(connections);
  });

  it('are told to the checks of k8s, which compare them with the most pods', () => {
    const bySize = Object.entries(sizes).map(([size, { databaseInstanceClass }]) => [
      size,
      crowdedAt(databaseInstanceClass),
    ]);
    expect(databaseConnections).toEqual(Object.fromEntries(bySize));
  });
});
