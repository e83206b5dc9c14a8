import { createServer } from 'node:net';
import { CommandError } from '../command-error.ts';

/**
 * @param wanted as typed; none lets the system choose
 * @returns a free port of 127.0.0.1
 * @throws CommandError when the wanted one is no port, or is taken
 */
export async function localPort(wanted: string | undefined): Promise<number> {
  if (wanted === undefined) return probe(0);
  const port = Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new CommandError(`--port ${wanted} is no port: use 1 to 65535.`);
  }
  return probe(port);
}

function probe(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new CommandError(
          `Port ${port} cannot be used here (${error.code ?? error.message}): choose another with --port.`,
        ),
      );
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
