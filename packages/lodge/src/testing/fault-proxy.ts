import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * `refuse`: nothing listens, open connections are reset. `stall`: connections stay open and bytes are held until the
 * fault is healed, then arrive in their order; one direction or both. `delay`: every byte arrives later.
 */
export type Fault =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'stall'; readonly direction?: 'to-server' | 'to-client' | 'both' }
  | { readonly kind: 'delay'; readonly ms: number };

type Direction = 'to-server' | 'to-client';

/** The way between one service and one data store, which breaks on request. */
export class FaultProxy implements AsyncDisposable {
  readonly #target: { host: string; port: number };
  #port: number;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  #server: Server | undefined;
  #fault: Fault | undefined;

  private constructor(target: string, port: number) {
    const [host = '', targetPort = ''] = target.split(':');
    this.#target = { host, port: Number(targetPort) };
    this.#port = port;
  }

  /**
   * @param target host:port
   * @param port its own; default: a free one, which it keeps through every fault
   */
  static async start(target: string, port = 0): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, port);
    await proxy.#listen();
    return proxy;
  }

  /** host:port */
  get endpoint(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Replaces the fault that was there. */
  async break(fault: Fault): Promise<void> {
    await this.heal();
    this.#fault = fault;
    if (fault.kind === 'refuse') await this.#close();
  }

  /** What was held arrives now. */
  async heal(): Promise<void> {
    this.#fault = undefined;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
    if (this.#server === undefined) await this.#listen();
  }

  async stop(): Promise<void> {
    this.#fault = undefined;
    for (const wake of this.#waiting) wake();
    await this.#close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #listen(): Promise<void> {
    const server = createServer((client) => this.#join(client));
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of this.#sockets) {
      // Node never closes the handle of a socket that is reset after its end was sent, and cannot exit with it.
      if (socket.writableEnded) socket.destroy();
      else socket.resetAndDestroy();
    }
    await closed;
  }

  #join(client: Socket): void {
    const server = connect(this.#target.port, this.#target.host);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    this.#carry(client, server, 'to-server');
    this.#carry(server, client, 'to-client');
  }

  /** In order, each chunk after its fault; a sender that has gone does not take back what it sent. */
  #carry(from: Socket, to: Socket, direction: Direction): void {
    let last = Promise.resolve();
    const next = (act: () => void) => {
      const arrived = Date.now();
      last = last.then(() => this.#pass(direction, arrived)).then(act);
    };
    from.on('data', (chunk) => next(() => to.writable && to.write(chunk)));
    from.on('end', () => next(() => to.end()));
    // The close event that follows ends the other side.
    from.on('error', () => undefined);
    from.on('close', () => next(() => to.destroy()));
  }

  async #pass(direction: Direction, arrived: number): Promise<void> {
    for (;;) {
      const fault = this.#fault;
      if (fault?.kind === 'delay') {
        const left = arrived + fault.ms - Date.now();
        if (left <= 0) return;
        await this.#woken(left);
      } else if (fault?.kind === 'stall' && (fault.direction ?? 'both') !== opposite(direction)) {
        await this.#woken();
      } else {
        return;
      }
    }
  }

  /** Resolves when the fault changes, or after so many milliseconds. */
  #woken(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => this.#wake(done), ms);
      const done = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.add(done);
    });
  }

  #wake(waiting: () => void): void {
    this.#waiting.delete(waiting);
    waiting();
  }
}

const opposite = (direction: Direction): Direction => (direction === 'to-server' ? 'to-client' : 'to-server');
