import { KeeperError } from '../errors/keeper-error.ts';
import { isPortFree } from '../machine/ports.ts';

/** Says why a server that was to listen on the port ended instead of answering. @throws KeeperError always */
export async function failedStart(how: string, port: number): Promise<never> {
  if (await isPortFree(port)) throw new KeeperError('start_failed', `${how}; its log says more`);
  throw new KeeperError('port_taken', `port ${port} is taken`);
}
