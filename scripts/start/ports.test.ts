import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { choosePorts } from './ports.ts';
import type { Ports } from './settings.ts';

const anyFree: Ports = {
  powder: 0,
  piste: 0,
  'off-piste': 0,
  ses: 0,
  sqs: 0,
  postgres: 0,
  redis: 0,
  stubs: 0,
};

const servers: Server[] = [];

async function occupy(port = 0): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('choosing ports', () => {
  it('finds a different free port for everything that may have any', async () => {
    const ports = Object.values(await choosePorts(anyFree));
    expect(new Set(ports).size).toBe(10);
    expect(Math.min(...ports)).toBeGreaterThan(0);
  });

  it('names every documented port that is taken, who holds it, and what to change', async () => {
    const [first, second] = [await occupy(), await occupy()];
    const chosen = choosePorts({ ...anyFree, powder: first, postgres: second });
    await expect(chosen).rejects.toThrow(
      new RegExp(
        `Port ${first}, which powder needs[^]*GNAR_DEV_POWDER_PORT=[^]*Port ${second}[^]*GNAR_DEV_PG_PORT=`,
      ),
    );
  });

  it('moves a port that nobody was promised', async () => {
    const [piste = 0] = await freePorts(1);
    await occupy(piste + 1000);
    const ports = await choosePorts({ ...anyFree, piste });
    expect(ports.piste).toBe(piste);
    expect(ports.pisteHealth).not.toBe(piste + 1000);
  });
});
