import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { Alarm, type AlarmProps } from './alarm.ts';

const props: AlarmProps = {
  name: 'queue-age',
  prefix: 'gnar-test',
  meaning: 'It waits.',
  namespace: 'AWS/SQS',
  metric: 'ApproximateAgeOfOldestMessage',
  statistic: 'Maximum',
  periodSeconds: 300,
  periods: 2,
  above: 300,
  silence: 'fine',
  topicArn: 'arn:topic',
};

const alarmOf = (overrides: Partial<AlarmProps> = {}) =>
  synthesisedConstruct((stack) => new Alarm(stack, { ...props, ...overrides })).one(
    'aws_cloudwatch_metric_alarm',
  );

describe('an alarm', () => {
  it('tells the topic when it rings and when it is over', () => {
    expect(alarmOf().arguments).toMatchObject({ alarm_actions: ['arn:topic'], ok_actions: ['arn:topic'] });
  });

  it('says what has happened and names the paragraph that says what to do', () => {
    expect(alarmOf().arguments['alarm_description']).toBe(
      'It waits. What to do: docs/operate.md#alarm-queue-age',
    );
  });

  it('shares its paragraph with others of its kind, and not its name', () => {
    const alarm = alarmOf({ which: 'product' });

    expect(alarm.id).toBe('queue-age-product');
    expect(alarm.arguments['alarm_name']).toBe('gnar-test-queue-age-product');
    expect(alarm.arguments['alarm_description']).toContain('#alarm-queue-age');
  });

  it('rings only after all of its data points in a row', () => {
    expect(alarmOf().arguments).toMatchObject({ evaluation_periods: 2, datapoints_to_alarm: 2, period: 300 });
  });

  it('rings above its threshold, or below it', () => {
    expect(alarmOf().arguments).toMatchObject({
      comparison_operator: 'GreaterThanThreshold',
      threshold: 300,
    });
    expect(alarmOf({ above: undefined, below: 5 }).arguments).toMatchObject({
      comparison_operator: 'LessThanThreshold',
      threshold: 5,
    });
  });

  it.each([
    { above: undefined, below: undefined },
    { above: 1, below: 1 },
  ])('wants exactly one threshold: %j', (thresholds) => {
    expect(() => alarmOf(thresholds)).toThrow('give one of `above` and `below`');
  });

  it.each([
    ['fine', 'notBreaching'],
    ['alarming', 'breaching'],
    ['keep', 'ignore'],
  ] as const)('takes silence as %s', (silence, treatment) => {
    expect(alarmOf({ silence }).arguments['treat_missing_data']).toBe(treatment);
  });
});
