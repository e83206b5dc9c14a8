import { once } from 'node:events';
import {
  RedisServerState,
  Resp2Server,
  createRedisCommandExecutor,
  resolveCompatibilityProfile,
} from 'js-redis-server/core';
import { LOOPBACK } from '../machine/ports.ts';
import { keep } from '../supervisor/keep.ts';

/** As in a stock redis.conf. */
const DATABASES = 16;

export interface EmbeddedRedisSettings {
  port: number;
}

/** Put together from its parts, because the package's own starter listens on every network interface. */
keep<EmbeddedRedisSettings>(async ({ port }) => {
  const compatibility = resolveCompatibilityProfile();
  const state = new RedisServerState({ databaseCount: DATABASES, compatibility });
  const { server } = new Resp2Server({
    server: state,
    executor: createRedisCommandExecutor({ compatibility }),
  });
  // It writes the answers of a MULTI one by one: with Nagle's algorithm each transaction would wait 40 ms for an ACK.
  server.on('connection', (socket) => socket.setNoDelay(true));
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    pid: process.pid,
    stop: async () => {
      server.close();
    },
  };
});
