import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { PortTakenError } from '../errors/port-taken-error.ts';
import { errorCode } from './error-code.ts';
import { portHolder } from './port-holder.ts';

/** Everything the lodge runs listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/** The processes of a killed run need a moment to notice that they are alone; in milliseconds. */
const GRACE = 1000;

/** As many different free ports as asked for. Nothing reserves them: use them soon. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, LOOPBACK);
      await once(server, 'listening');
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
      return address.port;
    }),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Resolves when the port is free for `user`, a program's name. @throws PortTakenError that names the holder. */
export async function assertPortFree(user: string, port: number): Promise<void> {
  const deadline = Date.now() + GRACE;
  while (!(await isPortFree(port))) {
    if (Date.now() > deadline) throw new PortTakenError(user, port, await portHolder(port));
    await delay(50);
  }
}

/** Whether the port is free now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
    return true;
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') return false;
    throw error;
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
