/** Takes lines of JSON, each with its line end. */
export interface LogDestination {
  write(line: string): void;
}

/** What is needed of process.stdout: a pipe that is full takes what it can later, and never waits. */
interface OutputStream {
  readonly writable: boolean;
  /** Bytes that it was handed and has not passed on. */
  readonly writableLength: number;
  write(text: string, written: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

const blockLength = 8 * 1024;
const passEveryMs = 200;
/** More than this is not kept for a reader that stands still. */
const maxWaitingBytes = 1024 * 1024;

/**
 * Takes log lines and passes them on in blocks. It never waits for its reader: a reader that stands still costs the
 * lines that do not fit any more, one that has gone costs all of them.
 */
export class StandardOutput implements LogDestination {
  readonly #stream: OutputStream;
  readonly #onDropped: (lines: number) => void;
  #block = '';
  #lines = 0;
  #dropped = 0;

  /** @param onDropped is told how many lines were dropped, once lines are taken again. */
  constructor(stream: OutputStream, onDropped: (lines: number) => void) {
    this.#stream = stream;
    this.#onDropped = onDropped;
    // Without a listener a reader that has gone (EPIPE) would end the process; `writable` is false from then on.
    stream.on('error', () => undefined);
    setInterval(() => this.#pass(), passEveryMs).unref();
  }

  write(line: string): void {
    this.#block += line;
    this.#lines += 1;
    if (this.#block.length >= blockLength) this.#pass();
  }

  /** Passes everything on; returns once it is written, or after the time at the latest. */
  async flush(timeoutMs: number): Promise<void> {
    this.#pass();
    const endAt = performance.now() + timeoutMs;
    while (this.#stream.writable && this.#stream.writableLength > 0 && performance.now() < endAt)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  #pass(): void {
    const [block, lines] = [this.#block, this.#lines];
    if (lines === 0 && this.#dropped === 0) return;
    [this.#block, this.#lines] = ['', 0];
    if (!this.#stream.writable) return;
    if (this.#stream.writableLength > maxWaitingBytes) {
      this.#dropped += lines;
      return;
    }
    if (lines > 0) this.#stream.write(block, () => undefined);
    if (this.#dropped === 0) return;
    const dropped = this.#dropped;
    this.#dropped = 0;
    this.#onDropped(dropped);
  }
}
