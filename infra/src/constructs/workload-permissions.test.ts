import { describe, expect, it } from '@jest/globals';
import { entries, manifestOf } from '../../../services.ts';
import type { Needs } from '../../../services.types.ts';
import { type Workload, type WorkloadResources, workloadsOf } from './workload-permissions.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const queue = 'arn:aws:sqs:eu-west-1:111122223333:gnar-test-queue';
const identity = 'arn:aws:ses:eu-west-1:111122223333:identity/example.com';
const ownerSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1';

const entry = (name: string, needs: Partial<Needs>) => ({ name, kind: 'node', port: 1, needs }) as const;
const inQueue = (use: 'send' | 'receive') => [{ name: 'gnar-queue', setting: 'SQS_QUEUE_NAME', use }];

const resources: WorkloadResources = {
  services: manifestOf([
    entry('reader', { email: true, queues: inQueue('receive') }),
    entry('writer', { queues: inQueue('send') }),
    entry('plain', { database: true }),
  ]).services,
  accountId: '111122223333',
  region: 'eu-west-1',
  keyArn: key,
  queueArns: { 'gnar-queue': queue },
  identityArns: [identity],
  senderAddress: 'hello@example.com',
  secretsPath: '/gnar/test',
  ownerSecretArn: ownerSecret,
  logGroupName: '/gnar-test/application',
};

const workload = (name: string): Workload => {
  const found = workloadsOf(resources).find((one) => one.name === name);
  if (found === undefined) throw new Error(`no workload ${name}`);
  return found;
};
const actionsOf = (name: string, service: string): string[] =>
  workload(name)
    .statements.flatMap(({ actions = [] }) => actions)
    .filter((action) => action.startsWith(`${service}:`));
const statement = (name: string, sid: string) => workload(name).statements.find((one) => one.sid === sid);

describe('the services of the product', () => {
  it('have a role each where they need one', () => {
    const { services, queues } = manifestOf(entries);
    const queueArns = Object.fromEntries(queues.map(({ name }) => [name, `arn:${name}`]));
    const names = workloadsOf({ ...resources, services, queueArns }).map(({ name }) => name);
    const needing = services.filter(({ needs }) => needs.email || needs.queues.length > 0);
    expect(names).toEqual([...needing.map(({ name }) => name), 'external-secrets', 'log-agent']);
  });

  it('cannot name a queue that no stack makes', () => {
    expect(() => workloadsOf({ ...resources, queueArns: {} })).toThrow('No stack makes the queue gnar-queue');
  });
});

describe('a service that sends email and receives messages', () => {
  it('sends email from the product’s address and no other', () => {
    const sending = workload('reader').statements.filter(({ actions }) => actions?.includes('ses:SendEmail'));
    expect(sending.length).toBeGreaterThan(0);
    for (const { condition } of sending) {
      expect(condition).toEqual([
        { test: 'StringEquals', variable: 'ses:FromAddress', values: ['hello@example.com'] },
      ]);
    }
  });

  it('sends by our identity; beside it stand addresses that the sandbox asks about, never another domain', () => {
    expect(statement('reader', 'SendMail')?.resources).toEqual([identity]);
    expect(statement('reader', 'SendMailToVerifiedAddresses')?.resources).toEqual([
      'arn:aws:ses:eu-west-1:111122223333:identity/*@*',
    ]);
  });

  it('receives from its queue, and sends nothing to it', () => {
    expect(actionsOf('reader', 'sqs')).not.toContain('sqs:SendMessage');
    expect(statement('reader', 'ReceiveMessages')?.resources).toEqual([queue]);
  });
});

describe('a service that sends messages', () => {
  it('sends to its queue, reads no message and sends no email', () => {
    expect(actionsOf('writer', 'sqs')).toEqual(['sqs:GetQueueUrl', 'sqs:SendMessage']);
    expect(actionsOf('writer', 'ses')).toEqual([]);
    expect(statement('writer', 'SendMessages')?.resources).toEqual([queue]);
  });
});

describe('External Secrets', () => {
  it('reads the environment’s parameters and the owner’s secret, and changes nothing', () => {
    expect(statement('external-secrets', 'ReadParameters')?.resources).toEqual([
      'arn:aws:ssm:eu-west-1:111122223333:parameter/gnar/test',
      'arn:aws:ssm:eu-west-1:111122223333:parameter/gnar/test/*',
    ]);
    expect(statement('external-secrets', 'ReadOwnerSecret')?.resources).toEqual([ownerSecret]);
    const changing = workload('external-secrets')
      .statements.flatMap(({ actions = [] }) => actions)
      .filter((action) => !/:(?:Get|Describe|Decrypt)/.test(action));
    expect(changing).toEqual([]);
  });
});

describe('the log agent', () => {
  it('writes to the application’s logs and reads none', () => {
    expect(workload('log-agent').statements).toMatchObject([
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['arn:aws:logs:eu-west-1:111122223333:log-group:/gnar-test/application:*'],
      },
    ]);
  });
});

describe('the key', () => {
  it('is used through a service of this region only', () => {
    const using = workloadsOf(resources)
      .flatMap(({ statements }) => statements)
      .filter(({ actions }) => actions?.some((action) => action.startsWith('kms:')));
    expect(using).toHaveLength(3);
    for (const { resources: keys, condition } of using) {
      expect(keys).toEqual([key]);
      expect(condition).toMatchObject([{ test: 'StringEquals', variable: 'kms:ViaService' }]);
      expect(condition).toMatchObject([
        { values: expect.arrayContaining([expect.stringMatching(/^[a-z]+\.eu-west-1\.amazonaws\.com$/)]) },
      ]);
    }
  });
});
