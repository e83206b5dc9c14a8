import { TerraformOutput } from '#cdktf';
import { describe, expect, it } from '@jest/globals';
import { product } from '../../../packages/contract/src/product.ts';
import { createApp } from '../synthesis/create-app.ts';
import type { EnvironmentInput } from '../config.ts';
import { environmentWith, Synthesised, withQueue } from '../testing/synthesised.ts';
import { MessagingStack } from './messaging.stack.ts';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';

function made(overrides: Partial<EnvironmentInput> = {}) {
  const environment = environmentWith(overrides, withQueue);
  const stack = new MessagingStack(createApp(), environment, { keyArn, zoneId: 'Z123' });
  // What the stack tells others is made of tokens: as outputs they are resolved.
  for (const name of ['queueNames', 'queueArns', 'deadLetterQueueNames', 'identityArns'] as const) {
    new TerraformOutput(stack, name, { value: Object.values(stack[name]) });
  }
  stack.prepareStack();
  return { system: new Synthesised(new Map([[stack.node.id, stack.toTerraform()]])) };
}
const published = (overrides: Partial<EnvironmentInput> = {}) => {
  const outputs = made(overrides).system.documents.get('test-messaging')?.output ?? {};
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
};

describe.each(['free-tier', 'small', 'production'] as const)('messaging, size %s', (size) => {
  const { system } = made({ size });

  it('has dead letters for every queue', () => {
    const queues = system.all('aws_sqs_queue').filter(({ id }) => !id.endsWith('-dead-letters'));
    expect(queues.map(({ id }) => id).toSorted()).toEqual(['mail-feedback', 'work']);
    for (const { id, arguments: queue } of queues) {
      const [, count] = /"maxReceiveCount" = (\d+)/.exec(queue['redrive_policy']) ?? [];
      expect(queue['redrive_policy']).toContain(`aws_sqs_queue.${id}-dead-letters.arn`);
      expect(Number(count)).toBeGreaterThan(1);
    }
  });

  it('encrypts every queue and topic with the key of the environment', () => {
    const kept = [...system.all('aws_sqs_queue'), ...system.all('aws_sns_topic')];
    expect(kept).toHaveLength(5);
    for (const one of kept) expect(one.arguments).toMatchObject({ kms_master_key_id: keyArn });
  });

  it('has a policy for every queue that refuses what is not TLS', () => {
    for (const { id } of system.all('aws_sqs_queue')) {
      const { policy } = system.one('aws_sqs_queue_policy', id).arguments;
      const document = system.follow('test-messaging', policy)?.resource.arguments['statement'];
      expect(document).toContainEqual(expect.objectContaining({ sid: 'NothingUnencrypted', effect: 'Deny' }));
    }
  });

  const told = (name: string) => {
    const tokens = Array.of(system.documents.get('test-messaging')?.output?.[name]?.value).flat();
    return tokens.map((token) => system.follow('test-messaging', token)?.resource);
  };

  it('tells the services’ own queues, and the dead letters of these and of what becomes of emails', () => {
    const ids = (name: string) => told(name).map((resource) => resource?.id);
    expect(ids('queueNames')).toEqual(['work']);
    expect(ids('queueArns')).toEqual(['work']);
    expect(ids('deadLetterQueueNames')).toEqual(['work-dead-letters', 'mail-feedback-dead-letters']);
  });

  it('tells what a sender’s role has to name: the identity and its configuration set', () => {
    const types = told('identityArns').map((resource) => resource?.type);
    expect(types).toEqual(['aws_sesv2_email_identity', 'aws_sesv2_configuration_set']);
  });

  it('trusts no other account: every statement that lets a service in names the account and the source', () => {
    const allowing = system
      .all('data.aws_iam_policy_document')
      .flatMap(({ arguments: { statement } }): Record<string, unknown>[] => statement)
      .filter(({ effect }) => effect !== 'Deny');
    expect(allowing).toHaveLength(2);
    for (const { condition } of allowing) {
      const conditions = JSON.stringify(condition);
      expect(conditions).toContain('${data.aws_caller_identity.account.account_id}');
      expect(conditions).toContain('aws:SourceArn');
    }
  });
});

describe('messaging', () => {
  it('publishes what the services read, and nothing secret', () => {
    expect(published({})).toMatchObject({
      GNAR_SQS_REGION_NAME: 'eu-west-1',
      GNAR_SQS_QUEUE_NAME: '${aws_sqs_queue.work.name}',
      GNAR_SES_REGION_NAME: 'eu-west-1',
      GNAR_SES_CONFIGURATION_SET: '${aws_sesv2_configuration_set.mail.configuration_set_name}',
      GNAR_EMAIL_SENDER: `${product.addresses.sender}@example.com`,
      GNAR_EMAIL_HOST: 'https://app.example.com',
    });
  });

  it('names everything after the environment, so that two can live in one account', () => {
    const { system } = made({ project: 'acme' });
    const names = ['aws_sqs_queue', 'aws_sns_topic'].flatMap((type) =>
      system.all(type).map(({ arguments: { name } }): string => name),
    );
    expect(names.toSorted()).toEqual([
      'acme-test-mail-feedback',
      'acme-test-mail-feedback',
      'acme-test-mail-feedback-dead-letters',
      'acme-test-queue',
      'acme-test-queue-dead-letters',
    ]);
    expect(system.one('aws_sesv2_configuration_set').arguments['configuration_set_name']).toBe(
      'acme-test-mail',
    );
  });

  it('sends in the name of the environment’s own domain, with reports to who reads the alarms', () => {
    const { system } = made({ domain: 'staging.example.com', alarmEmail: 'ops@example.org' });
    expect(system.one('aws_route53_record', 'dmarc').arguments).toMatchObject({
      name: '_dmarc.staging.example.com',
      records: ['v=DMARC1; p=quarantine; rua=mailto:ops@example.org'],
    });
  });
});
