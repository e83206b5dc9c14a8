import { describe, expect, it } from '@jest/globals';
import { App } from '#cdktf';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised } from '../testing/synthesised.ts';
import { ObservabilityStack, type ObservabilityStackProps } from './observability.stack.ts';

const everything: ObservabilityStackProps = {
  keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  databaseIdentifier: 'gnar-test',
  cacheId: 'gnar-test',
  queueNames: ['gnar-test-queue', 'gnar-test-mail-events'],
  deadLetterQueueNames: ['gnar-test-queue-dead-letters', 'gnar-test-mail-events-dead-letters'],
  loadBalancerSuffix: 'net/gnar-test/1',
  targetGroupSuffixes: ['targetgroup/app/1', 'targetgroup/redirect/2'],
};

function observed(
  props: Partial<ObservabilityStackProps> = {},
  overrides: Partial<EnvironmentInput> = {},
): Synthesised {
  const stack = new ObservabilityStack(new App(), environmentWith(overrides), { ...everything, ...props });
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}

const alarm = (system: Synthesised, name: string) =>
  system.one('aws_cloudwatch_metric_alarm', name).arguments;
const statements = (system: Synthesised) =>
  system.one('data.aws_iam_policy_document', 'who-may-publish').arguments['statement'];

describe('every alarm', () => {
  const alarms = observed({}, { features: { databaseReplicas: 1, cacheNodes: 2 } }).all(
    'aws_cloudwatch_metric_alarm',
  );

  it('tells the topic when it rings and when it is over', () => {
    for (const { arguments: one } of alarms) {
      expect(one['alarm_actions']).toEqual(['${aws_sns_topic.alarms.arn}']);
      expect(one['ok_actions']).toEqual(['${aws_sns_topic.alarms.arn}']);
    }
  });

  it('says what has happened and names the paragraph that says what to do', () => {
    for (const { arguments: one } of alarms) {
      expect(one['alarm_description']).toMatch(/^[A-Z0-9].*\. What to do: docs\/operate\.md#alarm-[a-z-]+$/);
    }
  });

  it('has decided what silence means', () => {
    for (const { arguments: one } of alarms) {
      expect(['notBreaching', 'breaching', 'ignore']).toContain(one['treat_missing_data']);
    }
  });

  it('has the standard price: no period is under a minute', () => {
    for (const { arguments: one } of alarms) expect(one['period']).toBeGreaterThanOrEqual(60);
  });

  it('is there for all that can go wrong', () => {
    expect(alarms.map(({ id }) => id).toSorted()).toEqual([
      'bounce-rate',
      ...['cache-cpu-node-1', 'cache-cpu-node-2', 'cache-evictions-node-1', 'cache-evictions-node-2'],
      ...['cache-memory-node-1', 'cache-memory-node-2', 'complaint-rate'],
      ...['database-connections', 'database-cpu', 'database-storage'],
      ...['dead-letters-mail-events', 'dead-letters-product', 'queue-age-mail-events', 'queue-age-product'],
      ...['replica-lag-replica-1', 'server-errors', 'unhealthy-hosts-product', 'unhealthy-hosts-redirect'],
    ]);
  });
});

describe('the topic of alarms', () => {
  const system = observed();

  it('is encrypted with the key of the environment', () => {
    expect(system.one('aws_sns_topic').arguments['kms_master_key_id']).toBe(everything.keyArn);
  });

  it('can be published to by alarms of this environment and account alone', () => {
    const [allowed, ...others] = statements(system);

    expect(allowed.actions).toEqual(['sns:Publish']);
    expect(allowed.resources).toEqual(['${aws_sns_topic.alarms.arn}']);
    expect(allowed.principals).toEqual([{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }]);
    expect(allowed.condition).toEqual([
      expect.objectContaining({ variable: 'aws:SourceAccount' }),
      {
        test: 'ArnLike',
        variable: 'aws:SourceArn',
        values: [expect.stringMatching(/^arn:aws:cloudwatch:eu-west-1:.*:alarm:gnar-test-\*$/)],
      },
    ]);
    for (const one of others) expect(one.effect).toBe('Deny');
  });

  it('refuses what is not encrypted on its way', () => {
    expect(statements(system)).toContainEqual(
      expect.objectContaining({
        effect: 'Deny',
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      }),
    );
  });

  it('mails to the address of the environment', () => {
    expect(system.one('aws_sns_topic_subscription').arguments).toMatchObject({
      protocol: 'email',
      endpoint: 'operations@example.com',
    });
  });
});

describe('answers with 5xx', () => {
  const system = observed();

  it('are counted in the logs, wherever the agent puts the line', () => {
    const filter = system.one('aws_cloudwatch_log_metric_filter').arguments;
    const [transformation] = [filter['metric_transformation']].flat();

    expect(filter['pattern']).toBe('{ ($.status >= 500) || ($.log_processed.status >= 500) }');
    expect(alarm(system, 'server-errors')).toMatchObject({
      namespace: transformation.namespace,
      metric_name: transformation.name,
    });
  });

  it('are looked for in a group that is encrypted, kept as long as configured, and published', () => {
    expect(system.one('aws_cloudwatch_log_group').arguments).toMatchObject({
      name: '/gnar-test/application',
      kms_key_id: everything.keyArn,
      retention_in_days: 30,
    });
    const [document] = [...system.documents.values()];
    expect(document?.output?.['GNAR_LOG_GROUP']?.value).toBe('/gnar-test/application');
  });
});

describe('mail', () => {
  it('rings where AWS begins to review a sender', () => {
    expect(alarm(observed(), 'bounce-rate')).toMatchObject({ threshold: 0.05 });
    expect(alarm(observed(), 'complaint-rate')).toMatchObject({ threshold: 0.001 });
  });
});

describe('the database', () => {
  it('rings before it takes no more connections, which follows from its memory', () => {
    const threshold = (databaseInstanceClass: string) =>
      alarm(observed({}, { features: { databaseInstanceClass } }), 'database-connections')['threshold'];

    expect(threshold('db.t4g.micro')).toBe(67);
    expect(threshold('db.t4g.medium')).toBe(270);
    expect(threshold('db.r8g.2xlarge')).toBe(4000);
  });

  it('rings when the growth of its storage has not come', () => {
    const gib = alarm(observed(), 'database-storage')['threshold'] / 1024 ** 3;

    expect(gib).toBeCloseTo(1);
  });
});

describe('the free tier', () => {
  const system = observed({
    cacheId: undefined,
    loadBalancerSuffix: undefined,
    targetGroupSuffixes: undefined,
  });

  it('has no alarm on what it has not', () => {
    const namespaces = system.all('aws_cloudwatch_metric_alarm').map((one) => one.arguments['namespace']);

    expect(new Set(namespaces)).toEqual(new Set(['gnar-test', 'AWS/RDS', 'AWS/SQS', 'AWS/SES']));
  });

  it('stays within the ten alarms that cost nothing', () => {
    expect(system.all('aws_cloudwatch_metric_alarm').length).toBeLessThanOrEqual(10);
  });
});

describe('the dashboard', () => {
  it('shows every alarm, and a chart of each thing that is watched', () => {
    const system = observed();
    const { widgets } = JSON.parse(system.one('aws_cloudwatch_dashboard').arguments['dashboard_body']);
    const [alarms, ...charts] = widgets;

    expect(alarms.properties.alarms).toHaveLength(system.all('aws_cloudwatch_metric_alarm').length);
    expect(charts).toHaveLength(10);
    for (const { x, width } of charts) expect(Number(x) + Number(width)).toBeLessThanOrEqual(24);
  });
});

describe('the budget', () => {
  it('warns at 80 % and when all of it is foreseen, to an address and not by the topic', () => {
    const budget = observed().one('aws_budgets_budget').arguments;

    expect(budget).toMatchObject({ budget_type: 'COST', limit_amount: '100', time_unit: 'MONTHLY' });
    expect(budget['notification']).toEqual([
      expect.objectContaining({ notification_type: 'ACTUAL', threshold: 80 }),
      expect.objectContaining({ notification_type: 'FORECASTED', threshold: 100 }),
    ]);
    for (const one of budget['notification']) {
      expect(one.subscriber_email_addresses).toEqual(['operations@example.com']);
    }
  });
});
