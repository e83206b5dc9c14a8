import { describe, expect, it } from '@jest/globals';
import { synthesisedConstruct } from '../testing/synthesised.ts';
import { type Chart, Dashboard } from './dashboard.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

const chart = (title: string): Chart => ({
  title,
  statistic: 'Sum',
  metrics: [['AWS/SQS', 'Sent', 'QueueName', 'q']],
});

const dashboard = synthesisedConstruct(
  (stack) =>
    new Dashboard(stack, 'dashboard', {
      name: 'gnar-test',
      region: 'eu-west-1',
      alarmArns: ['arn:one', 'arn:two'],
      charts: ['a', 'b', 'c', 'd'].map(chart),
    }),
).one('aws_cloudwatch_dashboard').arguments;
const body: { widgets: readonly [Widget, ...Widget[]] } = JSON.parse(dashboard['dashboard_body']);
const [alarms, ...charts] = body.widgets;

describe('the dashboard', () => {
  it('shows every alarm on top', () => {
    expect(alarms).toMatchObject({ type: 'alarm', x: 0, y: 0, width: 24 });
    expect(alarms.properties['alarms']).toEqual(['arn:one', 'arn:two']);
  });

  it('has three charts to a row, none over another', () => {
    const places = charts.map(({ x, y }) => [x, y]);

    expect(places).toEqual([
      [0, 3],
      [8, 3],
      [16, 3],
      [0, 9],
    ]);
  });

  it('charts what it is given, in the environment’s region', () => {
    expect(charts[0]?.properties).toMatchObject({
      title: 'a',
      region: 'eu-west-1',
      stat: 'Sum',
      metrics: [['AWS/SQS', 'Sent', 'QueueName', 'q']],
    });
  });
});
