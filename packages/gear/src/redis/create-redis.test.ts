import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { FaultProxy, testLodge } from '@gnar/lodge/testing';
import { closeRedis, createRedis, waitForRedis } from './create-redis.ts';

describe('a connection to Redis', () => {
  let server: Server;
  const heard: string[] = [];

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('data', (bytes) => {
        heard.push(bytes.toString());
        socket.write('+OK\r\n');
      });
      socket.on('error', () => undefined);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.close();
  });

  const greetingOf = async (credentials: { redisUsername?: string; redisPassword: string }) => {
    heard.length = 0;
    const { port } = server.address() as AddressInfo;
    const redis = createRedis(
      {
        redisEndpoint: `127.0.0.1:${port}`,
        redisTls: false,
        redisTimeoutMs: 500,
        redisKeyPrefix: '',
        redisUsername: undefined,
        ...credentials,
      },
      pino({ level: 'silent' }),
    );
    await once(redis, 'connect');
    while (heard.length === 0) await new Promise(setImmediate);
    await closeRedis(redis);
    return heard[0]?.split('\r\n') ?? [];
  };

  it('logs in as the user of the access control list', async () => {
    const greeting = await greetingOf({ redisUsername: 'gnar-staging', redisPassword: 'first snow' });

    expect(greeting).toEqual(expect.arrayContaining(['gnar-staging', 'first snow']));
  });

  it('logs in with the password alone where no user is named', async () => {
    const greeting = await greetingOf({ redisPassword: 'first snow' });

    expect(greeting).toEqual(expect.arrayContaining(['default', 'first snow']));
  });

  it('is given up when it brings nothing, so that what was sent on it cannot arrive much later', async () => {
    await using way = await FaultProxy.start(testLodge().environment()['GNAR_REDIS_ENDPOINT'] ?? '');
    const redis = createRedis(
      {
        redisEndpoint: way.endpoint,
        redisTls: false,
        redisTimeoutMs: 200,
        redisKeyPrefix: '',
        redisUsername: undefined,
        redisPassword: undefined,
      },
      pino({ level: 'silent' }),
    );
    await waitForRedis(redis, 5_000);
    const givenUp = new Promise((resolve) => redis.once('close', resolve));
    await way.break({ kind: 'stall' });
    await expect(redis.ping()).rejects.toThrow('Command timed out');
    await givenUp;
    const ready = new Promise((resolve) => redis.once('ready', resolve));
    await way.heal();
    await ready;
    expect(await redis.ping()).toBe('PONG');
    await closeRedis(redis);
  }, 20_000);
});
