import { once } from 'node:events';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';
import { createStubServer } from './stub-server.ts';

export interface StubsSettings {
  port: number;
  /** Further names that it answers under. */
  hosts: readonly string[];
}

keep<StubsSettings>(async ({ port, hosts }) => {
  const server = createStubServer(hosts).listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    pid: process.pid,
    stop: async () => {
      server.close();
      server.closeAllConnections();
    },
  };
});
