import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, type LodgeEvent, type LodgeServiceName, startLodge } from '../index.ts';
import { isAlive, query, redisCommand, sesClient, sqsClient } from '../testing/clients.fixture.ts';
import { storedSubjects } from '../testing/stored-subjects.fixture.ts';

jest.setTimeout(60_000);
import { until } from '../testing/until.fixture.ts';

describe('a lodge service that crashes', () => {
  let dataDir: string;
  let lodge: Lodge;
  let events: LodgeEvent[] = [];

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    lodge = await startLodge({ dataDir, onEvent: (event) => events.push(event) });
  });
  afterEach(() => {
    events = [];
  });
  afterAll(async () => {
    await lodge.stop();
    await rm(dataDir, { recursive: true });
  });

  const kinds = (service: LodgeServiceName) =>
    events.filter((event) => event.service === service).map((event) => event.kind);

  const killAndAwaitRevival = async (service: LodgeServiceName, pid = lodge.pid(service)) => {
    if (pid === undefined) throw new Error(`${service} does not run`);
    process.kill(pid, 'SIGKILL');
    await until(() => kinds(service).includes('restarted'));
    return pid;
  };

  it('restarts with its rows after Postgres is killed', async () => {
    await query(lodge.postgres, 'owner', "create table note (text text); insert into note values ('kept')");

    const killed = await killAndAwaitRevival('postgres');

    expect(lodge.pid('postgres')).not.toBe(killed);
    expect(await query(lodge.postgres, 'service', 'select text from note')).toEqual([{ text: 'kept' }]);
    expect(events.find((event) => event.kind === 'died')?.detail).toContain('SIGKILL');
  });

  it('restarts after the keeper of Postgres is killed, without a second Postgres', async () => {
    const server = lodge.pid('postgres');

    await killAndAwaitRevival('postgres', keeperOf(dataDir, 'postgres'));

    expect(await isAlive(server)).toBe(false);
    expect(await query(lodge.postgres, 'service', 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('restarts after Redis is killed', async () => {
    await killAndAwaitRevival('redis');

    expect(await redisCommand(lodge.redis.endpoint, 'set', 'key', 'value')).toBe('OK');
  });

  it('restarts with its messages after SQS is killed', async () => {
    const sqs = sqsClient(lodge.sqs.endpoint);
    await sqs.send('gnar-queue', 'kept');

    await killAndAwaitRevival('sqs');

    expect(await sqs.receive('gnar-queue', 1)).toEqual(['kept']);
  });

  it('restarts with its emails after SES is killed', async () => {
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Kept');

    await killAndAwaitRevival('ses');

    expect(await storedSubjects(lodge.ses.endpoint)).toEqual(['Kept']);
  });

  it('restarts after the stubs are killed', async () => {
    await killAndAwaitRevival('stubs');

    expect((await fetch(`${lodge.stubs.endpoint}/range/00000`)).status).toBe(200);
  });
});

describe('a lodge service that a test stops', () => {
  it('stays down until the test starts it again, on the same port', async () => {
    const events: string[] = [];
    const lodge = await startLodge({ services: ['stubs'], onEvent: ({ kind }) => events.push(kind) });
    const url = `${lodge.stubs.endpoint}/range/00000`;

    await lodge.stopService('stubs');
    await delay(300);

    await expect(fetch(url)).rejects.toThrow();
    expect(lodge.pid('stubs')).toBeUndefined();

    await lodge.startService('stubs');

    expect((await fetch(url)).status).toBe(200);
    expect(events).toEqual(['starting', 'ready', 'starting', 'ready']);
    await lodge.stop();
  });
});

describe('a lodge service that cannot restart', () => {
  it('is given up after several attempts, and the event says why', async () => {
    const events: LodgeEvent[] = [];
    const lodge = await startLodge({ services: ['stubs'], onEvent: (event) => events.push(event) });
    const port = Number(new URL(lodge.stubs.endpoint).port);

    await lodge.stopService('stubs');
    await lodge.startService('stubs');
    process.kill(lodge.pid('stubs') ?? 0, 'SIGKILL');
    const squatter = createServer();
    await until(async () => squatter.listening || (await tryToListen(squatter, port)));
    await until(() => events.some((event) => event.kind === 'given-up'));

    expect(events.at(-1)?.detail).toContain('its port is taken');
    await new Promise((resolve) => squatter.close(resolve));
    await lodge.stop();
  });
});

function tryToListen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(true);
    });
  });
}

function keeperOf(dataDir: string, service: LodgeServiceName): number {
  const record: { keeper: { pid: number } } = JSON.parse(
    readFileSync(join(dataDir, service, 'running.json'), 'utf8'),
  );
  return record.keeper.pid;
}
