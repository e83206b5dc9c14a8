import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, startLodge } from '../index.ts';
import { query, sesClient, sqsClient } from '../testing/clients.fixture.ts';
import { storedSubjects } from '../testing/stored-subjects.fixture.ts';

jest.setTimeout(60_000);

describe('a second lodge run on the same data folder', () => {
  let dataDir: string;
  let first: Lodge['postgres'];
  let second: Lodge;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    const lodge = await startLodge({ dataDir, services: ['postgres', 'sqs', 'ses'], queues: ['orders'] });
    first = lodge.postgres;
    await query(lodge.postgres, 'owner', "create table note (text text); insert into note values ('kept')");
    await sqsClient(lodge.sqs.endpoint).send('orders', 'one order');
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Kept mail');
    await lodge.stop();
    second = await startLodge({ dataDir, services: ['postgres', 'sqs', 'ses'], queues: ['orders'] });
  });
  afterAll(async () => {
    await second.stop();
    await rm(dataDir, { recursive: true });
  });

  it('has the rows of the first', async () => {
    expect(await query(second.postgres, 'service', 'select text from note')).toEqual([{ text: 'kept' }]);
  });

  it('has the same database passwords, in a file that only its owner may read', async () => {
    const { mode } = await stat(join(dataDir, 'postgres', 'credentials.json'));

    expect(second.postgres.service).toEqual(first.service);
    expect(mode & 0o077).toBe(0);
  });

  it('has the messages, in queues whose URLs are those of this run', async () => {
    const sqs = sqsClient(second.sqs.endpoint);

    expect(await sqs.receive('orders', 1)).toEqual(['one order']);
    expect(await sqs.queueUrls()).toEqual([
      `${second.sqs.endpoint}/000000000000/orders`,
      `${second.sqs.endpoint}/000000000000/orders-dead-letters`,
    ]);
  });

  it('has the emails, until they are cleared', async () => {
    expect(await storedSubjects(second.ses.endpoint)).toEqual(['Kept mail']);

    await fetch(`${second.ses.endpoint}/clear-store`, { method: 'POST' });
    await second.stopService('ses');
    await second.startService('ses');

    expect(await storedSubjects(second.ses.endpoint)).toEqual([]);
  });
});

describe('a data folder without its password file', () => {
  it('is refused with an error that says what to remove', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    await (await startLodge({ dataDir, services: ['postgres'] })).stop();
    await rm(join(dataDir, 'postgres', 'credentials.json'));

    const start = startLodge({ dataDir, services: ['postgres'] });

    await expect(start).rejects.toThrow(`removing ${join(dataDir, 'postgres')} starts anew`);
    await rm(dataDir, { recursive: true });
  });
});
