import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { dirname } from 'node:path';
import type { LodgeEvent } from '../lodge/lodge.types.ts';
import { endOfChild } from '../machine/end-of-child.ts';
import { identify, signal } from '../machine/processes.ts';
import { BackOff } from './back-off.ts';
import { type KeeperPlan, awaitReady, endOfKeeper, send, spawnKeeper } from './keeper-process.ts';
import { endLeftovers, removeRunningRecord, writeRunningRecord } from './running-record.ts';

/** A keeper ends by itself well before this; in milliseconds. */
const STOP_LIMIT = 9000;

/** One service: started through its keeper, brought back when it dies, stopped in bounded time. */
export class SupervisedService {
  readonly #plan: KeeperPlan;
  readonly #folder: string;
  readonly #place: string;
  readonly #onEvent: (event: LodgeEvent) => void;
  readonly #backOff = new BackOff();
  #keeper: ChildProcess | undefined;
  #serverPid: number | undefined;
  #launching: Promise<void> = Promise.resolve();
  #wanted = new AbortController();

  /** @param place where it listens, for people */
  constructor(plan: KeeperPlan, place: string, onEvent: (event: LodgeEvent) => void) {
    this.#plan = plan;
    this.#folder = dirname(plan.logFile);
    this.#place = place;
    this.#onEvent = onEvent;
    this.#wanted.abort();
  }

  /** Process id of the server itself while it is up. */
  get pid(): number | undefined {
    return this.#serverPid;
  }

  /** Starts it and from then on keeps it up. @throws ServiceStartError when the first start fails */
  async start(): Promise<void> {
    if (!this.#wanted.signal.aborted) return;
    this.#wanted = new AbortController();
    this.#backOff.reset();
    this.#emit('starting', `starting on ${this.#place}`);
    const began = performance.now();
    try {
      await this.#launch(this.#wanted.signal);
    } catch (error) {
      this.#wanted.abort();
      throw error;
    }
    this.#emit('ready', `ready on ${this.#place} after ${seconds(began)}`);
  }

  /** Takes it down and leaves it down. Resolves when its processes are gone. */
  async stop(): Promise<void> {
    this.#wanted.abort();
    if (this.#keeper) await this.#end(this.#keeper);
    // A launch that was under way when the stop came ends its own keeper.
    await this.#launching.catch(() => undefined);
    await removeRunningRecord(this.#folder);
  }

  async #end(keeper: ChildProcess): Promise<void> {
    const gone = endOfChild(keeper);
    send(keeper, { kind: 'stop' });
    if (await Promise.race([gone.then(() => true), delay(STOP_LIMIT, false, { ref: false })])) return;
    if (this.#serverPid !== undefined) signal(this.#serverPid, 'SIGKILL');
    keeper.kill('SIGKILL');
    await gone;
  }

  #launch(wanted: AbortSignal): Promise<void> {
    this.#launching = this.#launchKeeper(wanted);
    return this.#launching;
  }

  async #launchKeeper(wanted: AbortSignal): Promise<void> {
    const began = performance.now();
    await endLeftovers(this.#folder);
    const keeper = await spawnKeeper(this.#plan);
    this.#keeper = keeper;
    const gone = endOfKeeper(keeper);
    try {
      wanted.throwIfAborted();
      await this.#record(keeper, undefined);
      this.#serverPid = await awaitReady(keeper, this.#plan);
      await this.#record(keeper, this.#serverPid);
    } catch (error) {
      keeper.kill('SIGTERM');
      await gone;
      this.#forget(keeper);
      throw error;
    }
    void gone.then(async (how) => {
      this.#forget(keeper);
      if (!wanted.aborted) await this.#revive(how, performance.now() - began, wanted);
    });
  }

  async #revive(how: string, livedMs: number, wanted: AbortSignal): Promise<void> {
    this.#emit('died', `died: ${how}`);
    const began = performance.now();
    let reason = how;
    for (let lived = livedMs; ; lived = 0) {
      const wait = this.#backOff.afterDeath(lived);
      if (wait === undefined) {
        this.#giveUp(reason);
        return;
      }
      await delay(wait, undefined, { signal: wanted }).catch(() => undefined);
      if (wanted.aborted) return;
      try {
        await this.#launch(wanted);
        this.#emit('restarted', `back on ${this.#place} after ${seconds(began)}`);
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
  }

  #giveUp(reason: string): void {
    this.#wanted.abort();
    this.#emit(
      'given-up',
      `does not come back (${reason}), not tried again; its log is ${this.#plan.logFile}`,
    );
  }

  async #record(keeper: ChildProcess, serverPid: number | undefined): Promise<void> {
    await writeRunningRecord(this.#folder, {
      keeper: keeper.pid === undefined ? undefined : await identify(keeper.pid),
      server: serverPid === undefined ? undefined : await identify(serverPid),
    });
  }

  #forget(keeper: ChildProcess): void {
    if (this.#keeper !== keeper) return;
    this.#keeper = undefined;
    this.#serverPid = undefined;
  }

  #emit(kind: LodgeEvent['kind'], detail: string): void {
    this.#onEvent({ service: this.#plan.service, kind, place: this.#place, detail });
  }
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
