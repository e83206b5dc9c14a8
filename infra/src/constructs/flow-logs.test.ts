import { describe, expect, it } from '@jest/globals';
import { policyStatements } from '../testing/policy-statements.ts';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { FlowLogs } from './flow-logs.ts';

const system = synthesisedConstruct(
  (stack) =>
    new FlowLogs(stack, 'flow-logs', {
      prefix: 'gnar-test',
      region: 'eu-west-1',
      vpcId: 'vpc-0a1b2c3d',
      keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/test',
      days: 30,
    }),
);

describe('the flow logs', () => {
  it('tell of what was admitted and of what was refused', () => {
    expect(system.one('aws_flow_log').arguments).toMatchObject({
      vpc_id: 'vpc-0a1b2c3d',
      traffic_type: 'ALL',
      log_destination_type: 'cloud-watch-logs',
    });
  });

  it('are encrypted with the key of the environment, and kept as long as asked', () => {
    expect(system.one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: 'gnar-test-flow-logs',
      kms_key_id: 'arn:aws:kms:eu-west-1:111122223333:key/test',
      retention_in_days: 30,
    });
  });

  it('are written by a role that can write this log and nothing else', () => {
    const statements = policyStatements(system, 'flow-logs-write');
    const log = '${aws_cloudwatch_log_group.flow-logs-log.arn}';
    expect(statements.map(({ resources }) => resources)).toEqual([[log, `${log}:*`]]);
    expect(
      statements
        .flatMap(({ actions }) => actions)
        .every((action) => /^logs:(?:Create|Put|Describe)\w+$/.test(action)),
    ).toBe(true);
  });

  it('and that role is taken by the flow logs of this account alone', () => {
    const [statement] = policyStatements(system, 'flow-logs-trust');
    expect(statement?.principals).toEqual([
      { type: 'Service', identifiers: ['vpc-flow-logs.amazonaws.com'] },
    ]);
    expect(statement?.condition.map(({ variable }) => variable)).toEqual([
      'aws:SourceAccount',
      'aws:SourceArn',
    ]);
  });
});
