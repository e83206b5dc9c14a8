import { inspect } from 'node:util';
import { KeeperError } from '../errors/keeper-error.ts';
import { errorCode } from '../machine/error-code.ts';
import { type FromKeeper, isToKeeper } from './messages.ts';

/** A server that a keeper runs. */
export interface KeptServer {
  pid: number;
  /** Settles with the reason when a server that is a process of its own ends. */
  ended?: Promise<string>;
  stop(): Promise<void>;
}

/** A keeper exits after this long even when its server does not stop; in milliseconds. */
const STOP_LIMIT = 8000;

/**
 * Makes this process the keeper of one server: it starts the server when the lodge says so, and stops it
 * and itself when the lodge says so or is no longer there, however the lodge ended.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names what crosses the wire
export function keep<Settings>(
  start: (settings: Settings, leaving: AbortSignal) => Promise<KeptServer>,
): void {
  const leaving = new AbortController();
  let server: Promise<KeptServer> | undefined;

  const leave = async (code: number) => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    setTimeout(() => process.exit(1), STOP_LIMIT);
    await (await server?.catch(() => undefined))?.stop();
    process.exit(code);
  };

  process.on('message', (message: unknown) => {
    if (!isToKeeper<Settings>(message)) return;
    if (message.kind === 'stop') return void leave(0);
    server = start(message.settings, leaving.signal);
    server.then(
      async ({ pid, ended }) => {
        send({ kind: 'ready', pid });
        if (ended === undefined) return;
        send({ kind: 'ended', how: await ended });
        await leave(1);
      },
      (error: unknown) => {
        if (!leaving.signal.aborted) process.stderr.write(`${inspect(error)}\n`);
        send({ kind: 'failed', ...reasonOf(error) }, () => process.exit(1));
      },
    );
  });
  process.on('disconnect', () => void leave(0));
  process.on('SIGTERM', () => void leave(0));
  process.on('SIGINT', () => void leave(0));
}

function send(message: FromKeeper, then: () => void = () => undefined): void {
  if (process.connected && process.send) process.send(message, then);
  else then();
}

function reasonOf(error: unknown): { code: string; message: string } {
  if (error instanceof KeeperError) return { code: error.code, message: error.message };
  if (errorCode(error) === 'EADDRINUSE') return { code: 'port_taken', message: 'its port is taken' };
  if (errorCode(error) === 'ENOSPC') return { code: 'disk_full', message: 'the disk is full' };
  const message = error instanceof Error ? error.message : String(error);
  const hint = errorCode(error) === 'EACCES' ? '. Did another user, such as root, make the data folder?' : '';
  return { code: 'start_failed', message: message + hint };
}
