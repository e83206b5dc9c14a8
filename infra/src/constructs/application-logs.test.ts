import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { ApplicationLogs } from './application-logs.ts';

const system = synthesisedConstruct((stack) => {
  const logs = new ApplicationLogs(stack, 'logs', {
    name: '/gnar-test/application',
    prefix: 'gnar-test',
    days: 30,
    keyArn: 'arn:key',
  });
  expect(logs.serverErrors).toEqual({ namespace: 'gnar-test', metric: 'ServerErrors' });
});

describe('the logs of what runs in the cluster', () => {
  it('are encrypted, and kept as long as configured', () => {
    expect(system.one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: '/gnar-test/application',
      kms_key_id: 'arn:key',
      retention_in_days: 30,
    });
  });

  it('count answers with 5xx, wherever the agent puts the line', () => {
    expect(system.one('aws_cloudwatch_log_metric_filter').arguments).toMatchObject({
      log_group_name: '${aws_cloudwatch_log_group.application.name}',
      pattern: '{ ($.status >= 500) || ($.log_processed.status >= 500) }',
      metric_transformation: { namespace: 'gnar-test', name: 'ServerErrors', value: '1', default_value: '0' },
    });
  });
});
