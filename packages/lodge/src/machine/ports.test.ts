import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type LodgeServiceName, PortTakenError, startLodge } from '../index.ts';
import { freePorts } from './ports.ts';

jest.setTimeout(60_000);

describe('a port that another process uses', () => {
  let squatter: Server;
  let port: number;

  beforeEach(async () => {
    [port = 0] = await freePorts(1);
    squatter = createServer().listen(port, '0.0.0.0');
    await once(squatter, 'listening');
  });
  afterEach(() => new Promise((resolve) => squatter.close(resolve)));

  it.each<LodgeServiceName>(['postgres', 'redis', 'sqs', 'ses', 'stubs'])(
    'is reported with that process when it is given to %s',
    async (service) => {
      const start = startLodge({ services: [service], ports: { [service]: port } });

      await expect(start).rejects.toThrow(PortTakenError);
      await expect(start).rejects.toThrow(`Port ${port}, which ${service} needs, is taken by`);
      if (process.platform === 'linux') await expect(start).rejects.toThrow(`process ${process.pid} (`);
    },
  );
});

describe('a given port that is free', () => {
  it('is used', async () => {
    const [port] = await freePorts(1);

    const lodge = await startLodge({ services: ['stubs'], ports: { stubs: port } });

    expect(lodge.stubs.endpoint).toBe(`http://127.0.0.1:${port}`);
    await lodge.stop();
  });
});
