import { once } from 'node:events';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { join } from 'node:path';
import emulator from 'aws-ses-v2-local';
import { getStoreReadonly } from 'aws-ses-v2-local/dist/store.js';
import { refusalOf } from '../machine/own-callers.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';
import { inboxPage } from './inbox-page.ts';
import { MailFile } from './mail-file.ts';

export interface SesSettings {
  port: number;
  /** Where emails are kept across restarts. */
  folder: string;
  /** Further names that it answers under. */
  hosts: readonly string[];
}

keep<SesSettings>(async ({ port, folder, hosts }) => {
  const file = new MailFile(join(folder, 'mails.jsonl'));
  getStoreReadonly().emails.push(...file.load());
  file.save(getStoreReadonly().emails);

  const emulated = await startEmulator();
  const server = createServer((request, response) => {
    const refusal = refusalOf(request.headers, hosts);
    if (refusal !== undefined) return void response.writeHead(403).end(refusal);
    if (request.headers['content-type']?.startsWith('text/plain')) return void response.writeHead(415).end();
    if (request.method === 'GET' && request.url === '/') {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(inboxPage);
      return;
    }
    // An email is on disk before its request is answered, so that no acknowledged email is lost.
    if (request.method === 'POST') beforeEnd(response, () => file.save(getStoreReadonly().emails));
    answerBy(emulated, request, response);
  });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    pid: process.pid,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
});

/** The emulator comes only as a listening server; its request handler is used behind a server of our own. */
async function startEmulator(): Promise<Server> {
  const server = await emulator.default({ host: LOOPBACK, port: 0 });
  server.close();
  return server;
}

function answerBy(server: Server, request: IncomingMessage, response: ServerResponse): void {
  server.emit('request', request, response);
}

function beforeEnd(response: ServerResponse, act: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- the proxy hands `this` on
  response.end = new Proxy(response.end, {
    apply: (target, self, parameters): unknown => {
      act();
      return Reflect.apply(target, self, parameters);
    },
  });
}
