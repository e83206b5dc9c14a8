import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { endOfChild } from '../machine/end-of-child.ts';
import { LOOPBACK } from '../machine/ports.ts';
import { stopChild } from '../machine/stop-child.ts';
import { failedStart } from '../supervisor/failed-start.ts';
import { type KeptServer, keep } from '../supervisor/keep.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster } from './cluster.ts';
import { endLeftoverServer } from './leftover-server.ts';
import { assertTraversable, findOsUser } from './os-user.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { ensureRoles } from './roles.ts';

/** Fast stop (clients are cut off, everything is saved), immediate stop, and not being asked. */
const STOP_SIGNALS = ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const;

/** How long each kind of stop may take before the next, harsher one; in milliseconds. */
const STOP_LIMIT = 3000;

keep<PostgresSettings>(async (settings, leaving) => {
  const cluster = join(settings.folder, 'cluster');
  const [binaries, user] = await Promise.all([findBinaries(), findOsUser(cluster)]);
  await assertTraversable(binaries.postgres, user);
  await assertTraversable(cluster, user);
  await endLeftoverServer(cluster);
  await ensureCluster(cluster, settings, binaries, user, leaving);

  const child = spawn(binaries.postgres, flags(cluster, settings), {
    ...user,
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = endOfChild(child).then((how) => `postgres ended: ${how}`);
  const kept: KeptServer = {
    pid: child.pid ?? 0,
    ended,
    stop: () => stopChild(child, STOP_SIGNALS, STOP_LIMIT),
  };
  try {
    await Promise.race([
      ensureRoles(settings, leaving),
      ended.then((how) => failedStart(how, settings.port)),
    ]);
  } catch (error) {
    await kept.stop();
    throw error;
  }
  return kept;
});

function flags(cluster: string, { port, durable }: PostgresSettings): string[] {
  const configuration = {
    listen_addresses: LOOPBACK,
    // A socket file in /tmp would be one more thing that a killed run leaves in the way.
    unix_socket_directories: '',
    max_connections: 200,
    timezone: 'UTC',
    log_line_prefix: '%m [%p] %u@%d ',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const settings = Object.entries(configuration).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', `${port}`, ...settings];
}
