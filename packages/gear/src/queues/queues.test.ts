import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestQueue, testLodge } from '@gnar/lodge/testing';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startTestApp, type TestApp } from '../testing/test-app.ts';
import { Tracing } from '../tracing/tracing.ts';
import { until } from '../testing/until.ts';
import { type MessageContext, type QueuePoll, QueuePoller } from './queue-poller.ts';

type Seen = Pick<MessageContext, 'queue' | 'attempt' | 'messageId'> & { body: unknown };

describe('queues', () => {
  const environment = testLodge().environment();
  const apps: TestApp[] = [];
  let sender: TestApp;
  let seen: Seen[];
  let first: { name: string; deadLetterName: string };
  let second: { name: string; deadLetterName: string };

  beforeAll(async () => {
    sender = await startTestApp({ noDb: true, environment });
  });

  beforeEach(async () => {
    seen = [];
    [first, second] = await Promise.all([
      createTestQueue({ visibilityTimeoutSeconds: 1, maxReceiveCount: 2 }),
      createTestQueue({ visibilityTimeoutSeconds: 1, maxReceiveCount: 2 }),
    ]);
  });

  afterAll(async () => {
    await Promise.all([sender, ...apps].map(({ app }) => app.stop()));
  });

  async function poll(options: Partial<QueuePoll> = {}): Promise<TestApp> {
    const handler: QueuePoll['handler'] = async (body, { queue, attempt, messageId }) => {
      seen.push({ body, queue, attempt, messageId });
    };
    const app = await startTestApp({
      noDb: true,
      environment,
      sqs: [{ queue: first.name, handler, waitSeconds: 1, ...options }],
    });
    apps.push(app);
    return app;
  }

  const send = (body: object, queue = first.name) => sender.parts.queues.send(queue, body);

  it('bring a message with its id to whom polls, once', async () => {
    const messageId = await send({ text: 'hello' });
    await poll();
    await until(() => seen.length > 0);
    await sleep(1_500);
    expect(seen).toEqual([{ body: { text: 'hello' }, queue: first.name, attempt: 1, messageId }]);
  });

  it('can be polled several at a time', async () => {
    await Promise.all([send({ n: 1 }, first.name), send({ n: 2 }, second.name)]);
    await poll({ queue: [first.name, second.name] });
    await until(() => seen.length === 2);
    expect(new Set(seen.map(({ queue }) => queue))).toEqual(new Set([first.name, second.name]));
  });

  it('delay a message, up to fifteen minutes', async () => {
    await sender.parts.queues.send(first.name, { late: true }, { delaySeconds: 2 });
    const startedAt = performance.now();
    await poll();
    await until(() => seen.length === 1);
    expect(performance.now() - startedAt).toBeGreaterThan(1_500);
    for (const delaySeconds of [901, -1, 0.5]) {
      await expect(sender.parts.queues.send(first.name, {}, { delaySeconds })).rejects.toThrow(RangeError);
    }
  });

  it('keep a message whose handler says false', async () => {
    let kept = 0;
    await poll({
      handler: async () => {
        kept += 1;
        return kept === 1 ? false : undefined;
      },
    });
    await send({});
    await until(() => kept === 2, 8_000);
  }, 10_000);

  it('bring the poison to the dead letters and go on with the next message', async () => {
    await send({ poison: true });
    const app = await poll({
      handler: async (body, { queue, attempt, messageId }) => {
        if (JSON.stringify(body).includes('poison')) throw new Error('cannot eat ann@example.com');
        seen.push({ body, queue, attempt, messageId });
      },
    });
    await until(() => app.logs.saying('a message was not handled').length > 0);
    await send({ healthy: true });
    await until(() => seen.length === 1, 8_000);
    expect(seen[0]?.body).toEqual({ healthy: true });
    const dead: unknown[] = [];
    await poll({ queue: first.deadLetterName, handler: async (body) => void dead.push(body) });
    await until(() => dead.length === 1, 8_000);
    expect(dead).toEqual([{ poison: true }]);
    expect(app.logs.text).not.toContain('ann@example.com');
    const metrics = await (await app.health('/metrics')).text();
    expect(metrics).toMatch(/queue_messages_total\{.*outcome="failed".*\} 2/);
    expect(metrics).toMatch(/queue_polls_total\{.*outcome="answered".*\} [1-9]/);
  }, 20_000);

  it('treat what is no JSON as poison', async () => {
    const { endpoint } = testLodge().sqs;
    const client = new SQSClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    });
    const QueueUrl = `${endpoint}/000000000000/${first.name}`;
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'no JSON' }));
    const app = await poll();
    await until(() => app.logs.saying('a message was not handled').length > 0);
    expect(seen).toEqual([]);
    client.destroy();
  });

  it('wait for the message in hand when they stop', async () => {
    let done = false;
    let taken = false;
    await send({});
    const app = await poll({
      handler: async () => {
        taken = true;
        await sleep(200);
        done = true;
      },
    });
    await until(() => taken);
    await app.app.stop();
    expect(done).toBe(true);
  });

  it('stop in the middle of a long poll', async () => {
    const app = await poll({ waitSeconds: 20 });
    await sleep(300);
    const startedAt = performance.now();
    await app.app.stop();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('are looked for again when they were not there at first', async () => {
    const late = `not-there-yet-${randomUUID()}`;
    const app = await poll({ queue: late });
    await until(() => app.logs.saying('the queue cannot be polled, trying again').length > 0);
    const metrics = await (await app.health('/metrics')).text();
    expect(metrics).toMatch(/queue_polls_total\{.*outcome="failed".*\} [1-9]/);
    await expect(send({}, late)).rejects.toThrow();
    const response = await fetch(testLodge().sqs.endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.CreateQueue' },
      body: JSON.stringify({ QueueName: late }),
    });
    expect(response.status).toBe(200);
    await send({ at: 'last' }, late);
    await until(() => seen.length === 1, 10_000);
    await until(() => app.logs.saying('the queue answers again').length === 1);
  }, 15_000);

  it('that fail are told of once and asked less and less often, and told of again when they answer', async () => {
    const answers = [false, false, true, true, false, true];
    const receive = async (_: string, { signal }: { signal?: AbortSignal | undefined }) => {
      const isAnswered = answers.shift();
      if (isAnswered === true) return [];
      if (isAnswered === undefined)
        await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      throw new Error('no answer');
    };
    const queues = { receive, delete: () => Promise.resolve() };
    const handler = () => Promise.resolve();
    const { log } = sender.parts;
    const poll = { queue: 'shaky', handler };
    const poller = new QueuePoller({ queues, queue: 'shaky', poll, log, tracing: new Tracing() });
    const startedAt = performance.now();
    poller.start();
    await until(() => answers.length === 0, 8_000);
    await sleep(20);
    expect(performance.now() - startedAt).toBeGreaterThan(1_900);
    await poller.stop();
    const fails = 'the queue cannot be polled, trying again';
    const answersAgain = 'the queue answers again';
    const told = sender.logs.lines.filter(({ queue }) => queue === 'shaky').map(({ msg }) => msg);
    expect(told).toEqual([fails, answersAgain, fails, answersAgain]);
  }, 15_000);
});
