import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { CacheAlarms } from './cache-alarms.ts';

const alarms = synthesisedConstruct(
  (stack) =>
    new CacheAlarms(stack, 'cache', {
      prefix: 'gnar-test',
      topicArn: 'arn:topic',
      nodes: { 'node-1': 'gnar-test-cache-001', 'node-2': 'gnar-test-cache-002' },
    }),
).all('aws_cloudwatch_metric_alarm');

describe('the alarms of the cache', () => {
  it('watch processor, memory and evictions of each node', () => {
    const watched = alarms.map((one) => [
      one.arguments['metric_name'],
      one.arguments['dimensions'].CacheClusterId,
    ]);

    expect(watched).toEqual(
      ['gnar-test-cache-001', 'gnar-test-cache-002'].flatMap((node) => [
        ['EngineCPUUtilization', node],
        ['DatabaseMemoryUsagePercentage', node],
        ['Evictions', node],
      ]),
    );
  });
});
