import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { Redis } from 'ioredis';
import pg from 'pg';
import { identify } from '../machine/processes.ts';
import type { LodgeAddresses } from '../lodge/lodge.types.ts';

/** Clients as the tests of this package need them: one call, no connection left behind. */

type Role = 'owner' | 'service';

export async function query(
  address: LodgeAddresses['postgres'],
  role: Role,
  sql: string,
  database = address.database,
): Promise<Record<string, unknown>[]> {
  const { username: user, password } = address[role];
  const client = new pg.Client({ host: address.host, port: address.port, user, password, database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function redisCommand(
  endpoint: string,
  command: string,
  ...parameters: string[]
): Promise<unknown> {
  const [host = '', port = ''] = endpoint.split(':');
  const client = new Redis({ host, port: Number(port), lazyConnect: true, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command, ...parameters);
  } finally {
    client.disconnect();
  }
}

const aws = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'lodge', secretAccessKey: 'lodge' },
  maxAttempts: 1,
};

export function sqsClient(endpoint: string) {
  const client = new SQSClient({ ...aws, endpoint });
  const urlOf = async (queue: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName: queue }))).QueueUrl;
  return {
    queueUrls: async () => (await client.send(new ListQueuesCommand({}))).QueueUrls ?? [],
    create: (queue: string) => client.send(new CreateQueueCommand({ QueueName: queue })),
    send: async (queue: string, body: string, delaySeconds?: number) =>
      client.send(
        new SendMessageCommand({
          QueueUrl: await urlOf(queue),
          MessageBody: body,
          DelaySeconds: delaySeconds,
        }),
      ),
    /** The bodies received within the wait; the messages stay in the queue, hidden for `hiddenSeconds`. */
    receive: async (queue: string, waitSeconds: number, hiddenSeconds?: number) => {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: await urlOf(queue),
          WaitTimeSeconds: waitSeconds,
          VisibilityTimeout: hiddenSeconds,
        }),
      );
      return Messages.map(({ Body }) => Body);
    },
  };
}

export function sesClient(endpoint: string) {
  const client = new SESClient({ ...aws, endpoint });
  return {
    send: (to: string, subject: string) =>
      client.send(
        new SendEmailCommand({
          Source: 'Project Gnar <hello@example.com>',
          Destination: { ToAddresses: [to] },
          Message: {
            Subject: { Data: subject },
            Body: { Html: { Data: `<p>${subject}</p>` }, Text: { Data: subject } },
          },
        }),
      ),
  };
}

export async function isAlive(pid: number | undefined): Promise<boolean> {
  return pid !== undefined && (await identify(pid)) !== undefined;
}
