import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freePorts } from '@gnar/lodge/ports';
import { HEALTH_PORT_OFFSET, nodeServices } from '../../services.ts';
import { choosePorts } from './ports.ts';
import { documentedPorts, type Ports } from './settings.ts';

const anyFree: Ports = new Map([...documentedPorts.keys()].map((name) => [name, 0]));
const having = (chosen: Readonly<Record<string, number>>): Ports =>
  new Map([...anyFree, ...Object.entries(chosen)]);

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
  it('finds a different free port for every service without a fixed port', async () => {
    const { ports: documented, healthPorts } = await choosePorts(anyFree);
    expect([...healthPorts.keys()]).toEqual(nodeServices.map(({ name }) => name));
    const ports = [...documented.values(), ...healthPorts.values()];
    expect(new Set(ports).size).toBe(documentedPorts.size + nodeServices.length);
    expect(Math.min(...ports)).toBeGreaterThan(0);
  });

  it('names every documented port that is taken, the process that holds it, and what to change', async () => {
    const [first, second] = [await occupy(), await occupy()];
    const chosen = choosePorts(having({ powder: first, postgres: second }));
    await expect(chosen).rejects.toThrow(
      new RegExp(
        `Port ${first}, which powder needs[^]*GNAR_DEV_POWDER_PORT=[^]*Port ${second}[^]*GNAR_DEV_PG_PORT=`,
      ),
    );
  });

  it('moves a health port that is taken', async () => {
    const [piste = 0] = await freePorts(1);
    await occupy(piste + HEALTH_PORT_OFFSET);
    const { ports, healthPorts } = await choosePorts(having({ piste }));
    expect(ports.get('piste')).toBe(piste);
    expect(healthPorts.get('piste')).not.toBe(piste + HEALTH_PORT_OFFSET);
  });

  it('moves a health port that would be above 65535', async () => {
    const { healthPorts } = await choosePorts(having({ piste: 65_000 }));
    expect(healthPorts.get('piste')).toBeLessThanOrEqual(65_535);
  });
});
