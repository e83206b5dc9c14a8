import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { startLodge } from '../index.ts';
import { findProgram } from '../machine/find-program.ts';
import { redisCommand } from '../testing/clients.fixture.ts';

jest.setTimeout(60_000);

const realOne = await findProgram('redis-server');
const itWithRedisServer = realOne === undefined ? it.skip : it;
const itWithoutRedisServer = realOne === undefined ? it : it.skip;

describe('Redis', () => {
  it('does what a session cache and a rate limiter need', async () => {
    const lodge = await startLodge({ services: ['redis'] });
    const redis = (command: string, ...parameters: string[]) =>
      redisCommand(lodge.redis.endpoint, command, ...parameters);

    expect(await redis('set', 'key', 'value', 'PX', '60000', 'NX')).toBe('OK');
    expect(await redis('set', 'key', 'other', 'NX')).toBeNull();
    expect(Number(await redis('pttl', 'key'))).toBeGreaterThan(0);
    expect(await redis('incrby', 'count', '2')).toBe(2);
    expect(await redis('eval', "return redis.call('incr', KEYS[1])", '1', 'count')).toBe(3);
    await lodge.stop();
  });

  it('is the given one when there is one, and that one stays', async () => {
    const theirs = await startLodge({ services: ['redis'] });
    const events: string[] = [];

    const ours = await startLodge({
      services: ['redis'],
      redisEndpoint: theirs.redis.endpoint,
      onEvent: ({ detail }) => events.push(detail),
    });

    expect(ours.redis).toEqual({ endpoint: theirs.redis.endpoint, flavour: 'given' });
    expect(events).toEqual([`ready on ${theirs.redis.endpoint} (given)`]);
    expect(ours.pid('redis')).toBeUndefined();
    await expect(ours.stopService('redis')).rejects.toThrow('This lodge runs no redis of its own');
    await ours.stop();
    expect(await redisCommand(theirs.redis.endpoint, 'ping')).toBe('PONG');
    await theirs.stop();
  });

  it('is missed when the given one does not answer', async () => {
    const start = startLodge({ services: ['redis'], redisEndpoint: '127.0.0.1:1' });

    await expect(start).rejects.toMatchObject({ service: 'redis', code: 'redis_unreachable' });
    await expect(start).rejects.toThrow('no Redis answers at the given endpoint 127.0.0.1:1');
  });

  itWithRedisServer('is redis-server when that is on the PATH, and keeps its data', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    const first = await startLodge({ dataDir, services: ['redis'] });
    await redisCommand(first.redis.endpoint, 'set', 'key', 'value');
    await first.stop();

    const second = await startLodge({ dataDir, services: ['redis'] });

    expect(second.redis.flavour).toBe('redis-server');
    expect(await redisCommand(second.redis.endpoint, 'get', 'key')).toBe('value');
    await second.stop();
    await rm(dataDir, { recursive: true });
  });

  itWithoutRedisServer('is the embedded one when there is no other, and says so', async () => {
    const events: string[] = [];

    const lodge = await startLodge({ services: ['redis'], onEvent: ({ detail }) => events.push(detail) });

    expect(lodge.redis.flavour).toBe('embedded');
    expect(events[0]).toContain('embedded');
    await lodge.stop();
  });
});
