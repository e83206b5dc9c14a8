import { connect, type Socket } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly ms: number;
}

const headEnd = Buffer.from('\r\n\r\n');
const lastChunk = Buffer.from('\r\n0\r\n\r\n');

/** One kept connection with one request at a time, parsed no further than status and length: it costs the machine little. */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #sentAt = 0;
  #done: ((answer: Answer | Error) => void) | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  get isFree(): boolean {
    return this.#done === undefined;
  }

  /** @param since when the request was due, which is what its answer is measured from; ms of performance.now(). */
  send(request: Buffer, since: number, done: (answer: Answer | Error) => void): void {
    this.#socket ??= this.#open();
    this.#sentAt = since;
    this.#done = done;
    this.#socket.write(request);
  }

  /** A request that is under way has no answer then. */
  close(): void {
    this.#fail(new Error('no answer came in time'));
  }

  #open(): Socket {
    const socket = connect(this.#port, '127.0.0.1').setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the connection was closed before the answer')));
    return socket;
  }

  #take(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const head = this.#received.indexOf(headEnd);
    if (head === -1) return;
    const text = this.#received.toString('latin1', 0, head);
    const total = endOfAnswer(this.#received, head, text);
    if (total === undefined || this.#received.length < total) return;
    this.#received = this.#received.subarray(total);
    if (/\r\nconnection: close/i.test(text)) this.#forget();
    this.#finish({ status: Number(text.slice(9, 12)), ms: performance.now() - this.#sentAt });
  }

  #fail(error: Error): void {
    this.#forget();
    this.#finish(error);
  }

  #forget(): void {
    this.#socket
      ?.removeAllListeners()
      .on('error', () => undefined)
      .destroy();
    this.#socket = undefined;
    this.#received = Buffer.alloc(0);
  }

  #finish(answer: Answer | Error): void {
    const done = this.#done;
    this.#done = undefined;
    done?.(answer);
  }
}

/** Where the answer ends; undefined: not known yet. */
function endOfAnswer(received: Buffer, head: number, text: string): number | undefined {
  if (/\r\ntransfer-encoding: chunked/i.test(text)) {
    const end = received.indexOf(lastChunk, head + 2);
    return end === -1 ? undefined : end + lastChunk.length;
  }
  return head + headEnd.length + Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1] ?? 0);
}
