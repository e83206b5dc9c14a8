import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { debianProgram, type FoundProgram } from '../debian/debian-program.ts';
import { startLodge } from '../index.ts';
import { findProgram } from '../machine/find-program.ts';
import { redisCommand } from '../testing/clients.fixture.ts';

jest.setTimeout(120_000);

const systemPath = process.env['PATH'];
const realOne = await debianProgram('redis-server');
const missing = 'missing' in realOne ? ` (skipped: ${realOne.missing})` : '';
const itWithRedisServer = missing ? it.skip : it;
const itWithoutRedisServer = (await findProgram('redis-server')) === undefined ? it : it.skip;

afterEach(() => {
  process.env['PATH'] = systemPath;
});

/** Puts the real one onto the PATH, as where it is installed, with the libraries that it brings along. */
async function installRealOne(): Promise<{ remove: () => Promise<void> }> {
  if ('missing' in realOne) throw new Error(realOne.missing);
  const folder = await mkdtemp(join(tmpdir(), 'lodge-test-'));
  await writeFile(join(folder, 'redis-server'), scriptThatRuns(realOne));
  await chmod(join(folder, 'redis-server'), 0o755);
  process.env['PATH'] = `${folder}:${systemPath ?? ''}`;
  return { remove: () => rm(folder, { recursive: true }) };
}

const scriptThatRuns = ({ path, env = {} }: FoundProgram) =>
  [
    '#!/bin/sh',
    ...Object.entries(env).map(([name, value]) => `export ${name}='${value}'`),
    `exec '${path}' "$@"`,
  ].join('\n');

describe('Redis in the lodge', () => {
  it.each(missing ? ['found'] : ['found', 'real'])(
    'runs the commands of a session cache and a rate limiter (%s server)',
    async (which) => {
      const installed = which === 'real' ? await installRealOne() : undefined;
      const lodge = await startLodge({ services: ['redis'] });
      const redis = (command: string, ...parameters: string[]) =>
        redisCommand(lodge.redis.endpoint, command, ...parameters);

      if (installed) expect(lodge.redis.flavour).toBe('redis-server');
      expect(await redis('set', 'key', 'value', 'PX', '60000', 'NX')).toBe('OK');
      expect(await redis('set', 'key', 'other', 'NX')).toBeNull();
      expect(Number(await redis('pttl', 'key'))).toBeGreaterThan(0);
      expect(await redis('incrby', 'count', '2')).toBe(2);
      expect(await redis('eval', "return redis.call('incr', KEYS[1])", '1', 'count')).toBe(3);
      await lodge.stop();
      await installed?.remove();
    },
  );

  it('uses a given server and does not stop it', async () => {
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

  it('fails to start when the given server does not answer', async () => {
    const start = startLodge({ services: ['redis'], redisEndpoint: '127.0.0.1:1' });

    await expect(start).rejects.toMatchObject({ service: 'redis', code: 'redis_unreachable' });
    await expect(start).rejects.toThrow('no Redis answers at the given endpoint 127.0.0.1:1');
  });

  itWithRedisServer(`is redis-server when that is on the PATH, and keeps its data${missing}`, async () => {
    const installed = await installRealOne();
    const dataDir = await mkdtemp(join(tmpdir(), 'lodge-test-'));
    const first = await startLodge({ dataDir, services: ['redis'] });
    await redisCommand(first.redis.endpoint, 'set', 'key', 'value');
    await first.stop();

    const second = await startLodge({ dataDir, services: ['redis'] });

    expect(second.redis.flavour).toBe('redis-server');
    expect(await redisCommand(second.redis.endpoint, 'get', 'key')).toBe('value');
    await second.stop();
    await rm(dataDir, { recursive: true });
    await installed.remove();
  });

  itWithoutRedisServer('is the embedded one when there is no other, and says so', async () => {
    const events: string[] = [];

    const lodge = await startLodge({ services: ['redis'], onEvent: ({ detail }) => events.push(detail) });

    expect(lodge.redis.flavour).toBe('embedded');
    expect(events[0]).toContain('embedded');
    await lodge.stop();
  });
});
