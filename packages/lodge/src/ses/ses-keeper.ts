import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import emulator from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';
import { KeeperError } from '../errors/keeper-error.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';
import { MailFile } from './mail-file.ts';

export interface SesSettings {
  port: number;
  /** Where mails outlast the process. */
  folder: string;
}

keep<SesSettings>(async ({ port, folder }) => {
  const file = new MailFile(join(folder, 'mails.jsonl'));
  getStoreReadonly().emails.push(...file.load());
  file.save(getStoreReadonly().emails);

  const server = await emulator.default({ host: LOOPBACK, port });
  // The emulator resolves even when it could not listen.
  if (!server.listening) throw new KeeperError('port_taken', `port ${port} is taken`);
  // Whoever was told that a mail is sent may rely on it: it is on disk before the answer is.
  server.prependListener('request', (request, response) => {
    if (request.method === 'POST') beforeEnd(response, () => file.save(getStoreReadonly().emails));
  });
  return {
    pid: process.pid,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
});

function beforeEnd(response: ServerResponse, act: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy hands `this` on
  response.end = new Proxy(response.end, {
    apply: (target, self, parameters): unknown => {
      act();
      return Reflect.apply(target, self, parameters);
    },
  });
}
