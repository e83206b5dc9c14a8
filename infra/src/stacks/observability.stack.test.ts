import { describe, expect, it } from '@jest/globals';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised, synthesised, withQueue } from '../testing/synthesised.ts';
import { ObservabilityStack, type ObservabilityStackProps } from './observability.stack.ts';

const everything: ObservabilityStackProps = {
  keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1',
  databaseIdentifier: 'gnar-test-postgres',
  cacheId: 'gnar-test-cache',
  queueNames: { product: 'gnar-test-queue' },
  deadLetterQueueNames: {
    product: 'gnar-test-queue-dead-letters',
    'mail-events': 'gnar-test-mail-events-dead-letters',
  },
  loadBalancerSuffix: 'net/gnar-test/1',
  targetGroupSuffixes: ['targetgroup/app/1', 'targetgroup/redirect/2'],
};

function observed(
  props: Partial<ObservabilityStackProps> = {},
  overrides: Partial<EnvironmentInput> = {},
): Synthesised {
  const stack = new ObservabilityStack(createApp(), environmentWith(overrides), { ...everything, ...props });
  stack.prepareStack();
  return new Synthesised(new Map([[stack.node.id, stack.toTerraform()]]));
}

const alarmsOf = (system: Synthesised) => system.all('aws_cloudwatch_metric_alarm');

describe('the observability stack', () => {
  const system = observed({}, { features: { cacheNodes: 2 } });

  it('has an alarm for all that can go wrong', () => {
    expect(
      alarmsOf(system)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([
      'bounce-rate',
      ...['cache-cpu-node-1', 'cache-cpu-node-2', 'cache-evictions-node-1', 'cache-evictions-node-2'],
      ...['cache-memory-node-1', 'cache-memory-node-2', 'complaint-rate'],
      ...['database-connections', 'database-cpu', 'database-storage'],
      ...['dead-letters-mail-events', 'dead-letters-product', 'queue-age-product'],
      ...['server-errors', 'unhealthy-hosts-product', 'unhealthy-hosts-redirect'],
    ]);
  });

  it('sends every alarm, and its end, to the topic', () => {
    for (const { arguments: one } of alarmsOf(system)) {
      expect(one['alarm_actions']).toEqual(['${aws_sns_topic.alarms.arn}']);
      expect(one['ok_actions']).toEqual(['${aws_sns_topic.alarms.arn}']);
    }
  });

  it('has alarms of the standard price only: no period is under a minute', () => {
    for (const { arguments: one } of alarmsOf(system)) expect(one['period']).toBeGreaterThanOrEqual(60);
  });

  it('rings for answers with 5xx by the metric that is made of the logs', () => {
    const { metric_transformation: metric } = system.one('aws_cloudwatch_log_metric_filter').arguments;

    expect(system.one('aws_cloudwatch_metric_alarm', 'server-errors').arguments).toMatchObject({
      namespace: metric.namespace,
      metric_name: metric.name,
    });
  });

  it('encrypts topic and logs with the environment’s key', () => {
    expect(system.one('aws_sns_topic').arguments['kms_master_key_id']).toBe(everything.keyArn);
    expect(system.one('aws_cloudwatch_log_group').arguments['kms_key_id']).toBe(everything.keyArn);
  });

  it('publishes the group that the cluster’s log agent ships to', () => {
    const [document] = [...system.documents.values()];

    expect(document?.output?.['GNAR_LOG_GROUP']?.value).toBe('/gnar-test/application');
  });

  it('shows every alarm, and a chart of each thing that is watched, on the dashboard', () => {
    const { widgets } = JSON.parse(system.one('aws_cloudwatch_dashboard').arguments['dashboard_body']);
    const [alarms, ...charts] = widgets;

    expect(alarms.properties.alarms).toHaveLength(alarmsOf(system).length);
    expect(charts).toHaveLength(10);
  });

  it('names the alarms of a queue by its word, which never changes', () => {
    const ids = alarmsOf(observed({ queueNames: { lifts: 'gnar-test-lifts' } })).map(({ id }) => id);
    expect(ids).toContain('queue-age-lifts');
  });
});

describe('the free tier', () => {
  const system = observed({
    cacheId: undefined,
    loadBalancerSuffix: undefined,
    targetGroupSuffixes: undefined,
  });

  it('has no alarm on what it has not', () => {
    const namespaces = alarmsOf(system).map((one) => one.arguments['namespace']);

    expect(new Set(namespaces)).toEqual(new Set(['gnar-test', 'AWS/RDS', 'AWS/SQS', 'AWS/SES']));
  });

  it('stays within the ten alarms that cost nothing', () => {
    expect(alarmsOf(system).length).toBeLessThanOrEqual(10);
  });
});

describe('in a whole environment', () => {
  it('what is watched is what the other stacks made', () => {
    const features = { cacheNodes: 2 };
    const system = synthesised(environmentWith({ size: 'production', features }, withQueue));
    const watched = (name: string) => system.one('aws_cloudwatch_metric_alarm', name).arguments['dimensions'];
    const stack = 'test-observability';

    expect(system.follow(stack, watched('database-cpu').DBInstanceIdentifier)?.resource.type).toBe(
      'aws_db_instance',
    );
    for (const name of ['queue-age-product', 'dead-letters-mail-events']) {
      expect(system.follow(stack, watched(name).QueueName)?.resource.type).toBe('aws_sqs_queue');
    }
    expect(system.follow(stack, watched('unhealthy-hosts-product').TargetGroup)?.resource.type).toBe(
      'aws_lb_target_group',
    );
  });
});
