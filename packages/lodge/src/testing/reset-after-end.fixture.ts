import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { FaultProxy } from './fault-proxy.ts';

/** So many turns of promises after it is healed the proxy has surely passed on an end that it held. */
const TURNS = 30;

/** A server that ends when its client does. */
const server = createServer((socket) => socket.on('error', () => undefined).resume());
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// The proxy sends an end to one side and resets both within one turn of the event loop, at each moment in between.
for (let turns = 0; turns < TURNS; turns += 1) {
  const proxy = await FaultProxy.start(`127.0.0.1:${port}`);
  const client = connect(Number(proxy.endpoint.split(':')[1]), '127.0.0.1').on('error', () => undefined);
  await once(client, 'connect');
  client.write('x');
  await delay(10);
  await proxy.break({ kind: 'stall' });
  client.end();
  await delay(10);
  const healed = proxy.heal();
  for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  await proxy.stop();
  await healed;
}
server.close();
