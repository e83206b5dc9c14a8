import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { LodgeServiceName } from '../lodge/lodge.types.ts';
import { ServiceStartError } from '../errors/service-start-error.ts';
import { bareEnvironment } from '../machine/bare-environment.ts';
import { endOfChild } from '../machine/end-of-child.ts';
import { type FromKeeper, type ToKeeper, isFromKeeper } from './messages.ts';

export interface KeeperPlan {
  service: LodgeServiceName;
  /** The module that runs as the keeper. */
  module: URL;
  /** What its `start` is given; must survive JSON. */
  settings: object;
  logFile: string;
}

/** A slow machine that makes a new database cluster needs about ten seconds; in milliseconds. */
const START_LIMIT = 60_000;

/**
 * Starts a keeper in a session of its own: Ctrl-C in the terminal reaches only the lodge, which then stops
 * its keepers in order.
 */
export async function spawnKeeper(plan: KeeperPlan): Promise<ChildProcess> {
  const log = await open(plan.logFile, 'a', 0o600);
  try {
    return spawn(process.execPath, ['--conditions=source', fileURLToPath(plan.module)], {
      detached: true,
      env: bareEnvironment(),
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    });
  } finally {
    await log.close();
  }
}

/** Sends the settings and waits for the server. Resolves with its process id. @throws ServiceStartError */
export async function awaitReady(keeper: ChildProcess, plan: KeeperPlan): Promise<number> {
  const settled = new AbortController();
  const { signal } = settled;
  const limit = setTimeout(() => keeper.kill('SIGTERM'), START_LIMIT);
  try {
    const answer = Promise.race([
      firstAnswer(keeper, signal),
      once(keeper, 'exit', { signal }).then((): FromKeeper => ({
        kind: 'failed',
        code: 'start_failed',
        message: `its process ended early, see ${plan.logFile}`,
      })),
    ]);
    send(keeper, { kind: 'start', settings: plan.settings });
    const message = await answer;
    if (message.kind === 'ready') return message.pid;
    const reason = message.kind === 'failed' ? message : { code: 'start_failed', message: message.how };
    throw new ServiceStartError(plan.service, reason.code, reason.message);
  } finally {
    clearTimeout(limit);
    settled.abort();
  }
}

/** Resolves, with how it happened, when keeper and server have exited; the keeper's own reason comes first. */
export async function endOfKeeper(keeper: ChildProcess): Promise<string> {
  let reported: string | undefined;
  keeper.on('message', (message) => {
    if (isFromKeeper(message) && message.kind === 'ended') reported = message.how;
  });
  const how = await endOfChild(keeper);
  return reported ?? how;
}

/** Sends a message to a keeper; ignored when it has exited. */
export function send(keeper: ChildProcess, message: ToKeeper<object>): void {
  if (keeper.connected) keeper.send(message, () => undefined);
}

async function firstAnswer(keeper: ChildProcess, signal: AbortSignal): Promise<FromKeeper> {
  for (;;) {
    const received: unknown[] = await once(keeper, 'message', { signal });
    const message = received[0];
    if (isFromKeeper(message)) return message;
  }
}
