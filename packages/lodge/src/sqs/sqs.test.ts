import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '../index.ts';
import { sqsClient } from '../testing/clients.fixture.ts';

jest.setTimeout(60_000);

describe('SQS, through the AWS SDK', () => {
  let lodge: Lodge;
  let sqs: ReturnType<typeof sqsClient>;

  beforeAll(async () => {
    lodge = await startLodge({ services: ['sqs'], queues: ['delays', 'poison', 'plain'] });
    sqs = sqsClient(lodge.sqs.endpoint);
  });
  afterAll(() => lodge.stop());

  it('creates the requested queues, each with a dead-letter queue', async () => {
    const names = (await sqs.queueUrls()).map((url) => url.split('/').at(-1));

    expect(names).toEqual([
      'delays',
      'delays-dead-letters',
      'plain',
      'plain-dead-letters',
      'poison',
      'poison-dead-letters',
    ]);
  });

  it('returns queue URLs that lead to itself', async () => {
    const [url] = await sqs.queueUrls();

    expect(url).toBe(`${lodge.sqs.endpoint}/000000000000/delays`);
  });

  it('delivers a delayed message after its delay to a waiting long poll', async () => {
    await sqs.send('delays', 'later', 1);

    expect(await sqs.receive('delays', 0)).toEqual([]);
    expect(await sqs.receive('delays', 5)).toEqual(['later']);
  });

  it('moves a message to the dead-letter queue after five receives', async () => {
    await sqs.send('poison', 'bad');
    for (let receive = 1; receive <= 5; receive += 1) {
      expect(await sqs.receive('poison', 1, 0)).toEqual(['bad']);
    }

    expect(await sqs.receive('poison', 0)).toEqual([]);
    expect(await sqs.receive('poison-dead-letters', 1)).toEqual(['bad']);
  });

  it('keeps a message and its delay across a restart', async () => {
    await sqs.send('plain', 'kept', 1);

    await lodge.stopService('sqs');
    await lodge.startService('sqs');

    expect(await sqs.receive('plain', 5)).toEqual(['kept']);
  });
});
