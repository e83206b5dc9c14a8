import { access, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Lodge, type LodgeEvent, LodgeInUseError, startLodge } from '../index.ts';
import { isAlive, query, redisCommand, sesClient, sqsClient } from '../testing/clients.fixture.ts';

jest.setTimeout(60_000);

describe('a lodge with all services', () => {
  const events: LodgeEvent[] = [];
  let lodge: Lodge;

  beforeAll(async () => {
    lodge = await startLodge({ onEvent: (event) => events.push(event) });
  });
  afterAll(() => lodge.stop());

  it('runs five services that answer', async () => {
    expect(await query(lodge.postgres, 'service', 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await redisCommand(lodge.redis.endpoint, 'ping')).toBe('PONG');
    expect((await sqsClient(lodge.sqs.endpoint).queueUrls()).length).toBe(2);
    expect((await fetch(lodge.ses.endpoint)).headers.get('content-type')).toContain('text/html');
    expect((await fetch(`${lodge.stubs.endpoint}/range/00000`)).status).toBe(200);
    await sesClient(lodge.ses.endpoint).send('ada@example.com', 'Hello');
  });

  it('sends an event when each service starts and when it is ready', () => {
    const servicesOf = (kind: LodgeEvent['kind']) =>
      events.filter((event) => event.kind === kind).map((each) => each.service);

    expect(servicesOf('starting').sort()).toEqual(['postgres', 'redis', 'ses', 'sqs', 'stubs']);
    expect(servicesOf('ready').sort()).toEqual(['postgres', 'redis', 'ses', 'sqs', 'stubs']);
  });

  it('returns GNAR_ variables that point a service at it', () => {
    expect(lodge.environment()).toEqual({
      GNAR_PG_ENDPOINT: `127.0.0.1:${lodge.postgres.port}`,
      GNAR_PG_DATABASE: 'gnar',
      GNAR_PG_USERNAME: 'gnar_service',
      GNAR_PG_PASSWORD: lodge.postgres.service.password,
      GNAR_PG_OWNER_USERNAME: 'gnar_owner',
      GNAR_PG_OWNER_PASSWORD: lodge.postgres.owner.password,
      GNAR_REDIS_ENDPOINT: lodge.redis.endpoint,
      GNAR_SES_ENDPOINT: lodge.ses.endpoint,
      GNAR_SES_REGION_NAME: 'us-east-1',
      GNAR_SES_ACCESS_KEY_ID: 'lodge',
      GNAR_SES_SECRET_ACCESS_KEY: 'lodge',
      GNAR_SQS_ENDPOINT: lodge.sqs.endpoint,
      GNAR_SQS_REGION_NAME: 'us-east-1',
      GNAR_SQS_ACCESS_KEY_ID: 'lodge',
      GNAR_SQS_SECRET_ACCESS_KEY: 'lodge',
      GNAR_PWNED_API_URL: `${lodge.stubs.endpoint}/range`,
      GNAR_RECAPTCHA_API_URL: `${lodge.stubs.endpoint}/recaptcha/api/siteverify`,
    });
  });

  it('listens on 127.0.0.1 and on no other address', async () => {
    const ports = [lodge.postgres.port, ...endpointPorts(lodge)];
    const reached = await Promise.all(
      otherAddresses().flatMap((host) => ports.map((port) => isReachable(host, port))),
    );

    expect(reached).not.toContain(true);
    expect(await isReachable('127.0.0.1', lodge.postgres.port)).toBe(true);
  });
});

describe('a lodge with some services', () => {
  it('runs only those, and throws when asked for another', async () => {
    const lodge = await startLodge({ services: ['stubs'] });

    expect(lodge.environment()).toEqual({
      GNAR_PWNED_API_URL: `${lodge.stubs.endpoint}/range`,
      GNAR_RECAPTCHA_API_URL: `${lodge.stubs.endpoint}/recaptcha/api/siteverify`,
    });
    expect(() => lodge.postgres).toThrow('This lodge was started without postgres');
    await lodge.stop();
  });
});

describe('stopping a lodge', () => {
  it('leaves no process and no temporary folder', async () => {
    const lodge = await startLodge({ services: ['postgres', 'sqs'] });
    const pids = [lodge.pid('postgres'), lodge.pid('sqs')];
    const [row] = await query(lodge.postgres, 'owner', "select current_setting('port') as port");
    const [folder] = await ownFolders();

    await lodge.stop();

    expect(row).toEqual({ port: String(lodge.postgres.port) });
    expect(await Promise.all(pids.map(isAlive))).toEqual([false, false]);
    expect(folder).toBeDefined();
    expect(await ownFolders()).toEqual([]);
  });

  it('may be called twice', async () => {
    const lodge = await startLodge({ services: ['stubs'] });

    await Promise.all([lodge.stop(), lodge.stop()]);

    expect(lodge.pid('stubs')).toBeUndefined();
  });

  it('does not wait for open client connections', async () => {
    const lodge = await startLodge({ services: ['postgres'] });
    const sleeping = query(lodge.postgres, 'service', 'select pg_sleep(60)').catch(() => 'cut off');
    const began = Date.now();

    await lodge.stop();

    expect(Date.now() - began).toBeLessThan(5000);
    expect(await sleeping).toBe('cut off');
  });
});

describe('two lodges on one data folder', () => {
  it('are refused, and the error names the process that holds the folder', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    const first = await startLodge({ dataDir, services: ['stubs'] });

    const second = startLodge({ dataDir, services: ['stubs'] });

    await expect(second).rejects.toThrow(LodgeInUseError);
    await expect(second).rejects.toThrow(`process ${process.pid}`);
    await first.stop();
    await access(dataDir);
    await rm(dataDir, { recursive: true });
  });
});

function endpointPorts(lodge: Lodge): number[] {
  const endpoints = [
    lodge.sqs.endpoint,
    lodge.ses.endpoint,
    lodge.stubs.endpoint,
    `http://${lodge.redis.endpoint}`,
  ];
  return endpoints.map((endpoint) => Number(new URL(endpoint).port));
}

function otherAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all
    .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address))
    .filter((a) => a !== '127.0.0.1');
}

function isReachable(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.on('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}

/** The temporary folders of this process; others may run lodges at the same time. */
async function ownFolders(): Promise<string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith('gnar-lodge-'));
  const owners = await Promise.all(
    names.map((name) => readFile(join(tmpdir(), name, 'owner.json'), 'utf8').catch(() => '')),
  );
  return names.filter((_, index) => owners[index]?.includes(`"pid":${process.pid},`));
}
