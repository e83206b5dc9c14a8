import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandOf, endProcess, identify } from '../machine/processes.ts';

/** A clean stop writes everything to disk first; in milliseconds. */
const STOP_LIMIT = 5000;

/**
 * A killed run leaves its Postgres behind, or only the postmaster.pid of one that was killed too. Ends the
 * first, and removes the second where its number has come to mean some other process: Postgres would
 * take that for a server at work and refuse to start.
 */
export async function endLeftoverServer(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  const server = await identify(pid);
  const isOurs = (await commandOf(pid))?.includes(cluster);
  if (server && isOurs) await endProcess(server, 'SIGINT', STOP_LIMIT);
  await rm(file, { force: true });
}
