import { readFile, readdir, readlink } from 'node:fs/promises';
import type { PortHolder } from '../errors/port-taken-error.ts';
import { commandOf } from './processes.ts';

const LISTENING = '0A';

/**
 * Who listens on a TCP port, as far as /proc says: on Linux, and only for processes that may be read.
 * Elsewhere undefined.
 */
export async function portHolder(port: number): Promise<PortHolder | undefined> {
  const sockets = await listeningSockets(port);
  if (sockets.size === 0) return undefined;
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const name of processes) {
    if (!(await holdsAny(name, sockets))) continue;
    return { pid: Number(name), command: (await commandOf(Number(name))) ?? 'unknown command' };
  }
  return undefined;
}

/** Socket inodes that listen on the port; the columns of /proc/net/tcp are described in proc_net_tcp. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n').slice(1)) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local?.endsWith(wanted) && state === LISTENING && inode) sockets.add(`socket:[${inode}]`);
    }
  }
  return sockets;
}

async function holdsAny(pid: string, sockets: Set<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
    if (sockets.has(target)) return true;
  }
  return false;
}
