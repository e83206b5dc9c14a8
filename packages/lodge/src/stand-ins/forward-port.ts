import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/**
 * Passes on what arrives at `host:port` to a server on this machine.
 *
 * @param endpoint of that server, e.g. http://127.0.0.1:40000
 * @returns what ends it, open connections too.
 */
export async function forwardPort(
  endpoint: string,
  host: string,
  port: number,
): Promise<() => Promise<void>> {
  const target = new URL(endpoint);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const inner = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [client, inner],
      [inner, client],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return async () => {
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, 'close');
  };
}
