import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Workload, type WorkloadResources, workloadsOf } from './workload-permissions.ts';

const key = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const queue = 'arn:aws:sqs:eu-west-1:111122223333:gnar-test-queue';
const identity = 'arn:aws:ses:eu-west-1:111122223333:identity/example.com';
const ownerSecret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1';

const resources: WorkloadResources = {
  services: { piste: 'piste', offPiste: 'off-piste', powder: 'powder' },
  accountId: '111122223333',
  region: 'eu-west-1',
  keyArn: key,
  queueArn: queue,
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

describe('what the services may ask of AWS', () => {
  const calls = callsInCode();

  it('is what their code calls: no action is missing, none is left over', () => {
    const allowed = ['piste', 'off-piste'].flatMap((name) => [
      ...actionsOf(name, 'ses'),
      ...actionsOf(name, 'sqs'),
    ]);
    expect([...new Set(allowed)].toSorted()).toEqual(calls);
  });

  it('is found in the code at all', () => {
    expect(calls).toContain('ses:SendEmail');
  });
});

describe('piste', () => {
  it('sends mail from the product’s address and no other', () => {
    const sending = workload('piste').statements.filter(({ actions }) => actions?.includes('ses:SendEmail'));
    expect(sending.length).toBeGreaterThan(0);
    for (const { condition } of sending) {
      expect(condition).toEqual([
        { test: 'StringEquals', variable: 'ses:FromAddress', values: ['hello@example.com'] },
      ]);
    }
  });

  it('sends by our identity; beside it stand addresses that the sandbox asks about, never another domain', () => {
    expect(statement('piste', 'SendMail')?.resources).toEqual([identity]);
    expect(statement('piste', 'SendMailToVerifiedAddresses')?.resources).toEqual([
      'arn:aws:ses:eu-west-1:111122223333:identity/*@*',
    ]);
  });

  it('receives from our queue, and puts nothing on it', () => {
    expect(actionsOf('piste', 'sqs')).not.toContain('sqs:SendMessage');
    expect(statement('piste', 'ReceiveMessages')?.resources).toEqual([queue]);
  });
});

describe('off-piste', () => {
  it('puts messages on our queue, reads none and sends no mail', () => {
    expect(actionsOf('off-piste', 'sqs')).toEqual(['sqs:GetQueueUrl', 'sqs:SendMessage']);
    expect(actionsOf('off-piste', 'ses')).toEqual([]);
    expect(statement('off-piste', 'SendMessages')?.resources).toEqual([queue]);
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

/** IAM's names of all commands of AWS's SDK that the code of gear and the services creates. */
function callsInCode(): string[] {
  const root = join(import.meta.dirname, '..', '..', '..');
  const folders = ['packages/gear/src', 'services/piste/src', 'services/off-piste/src'];
  const sources = folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
        .map((file) => readFileSync(join(root, folder, file), 'utf8')),
    )
    .filter((source) => source.includes('@aws-sdk/client-'));
  return [...new Set(sources.flatMap(commandsIn))].toSorted();
}

/** A file imports from one client only, which says whose commands they are. */
function commandsIn(source: string): string[] {
  const clients = new Set([...source.matchAll(/@aws-sdk\/client-(\w+)/g)].map(([, client = '']) => client));
  const [client, ...others] = clients;
  if (others.length > 0) throw new Error(`one file speaks to ${[...clients].join(' and ')}: teach this test`);
  return [...source.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => `${client ?? ''}:${command}`);
}
