import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { closeRedis, createRedis } from './create-redis.ts';

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
});
