import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { root } from '../root.ts';

export interface ProcessDescription {
  readonly name: string;
  /** Arguments of node, after the tether. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Answers 200 when the program is ready. */
  readonly readyUrl: string;
  readonly logDirectory: string;
}

export interface ProcessEvents {
  readonly onDeath: (name: string, how: string) => void;
  readonly onReady: (name: string, again: boolean) => void;
  /** The program ended before it was ready, with this output; after a first success it is tried again. */
  readonly onBroken: (name: string, output: string) => void;
  /** A line that the developer should see: a warning, an error or a stack. */
  readonly onLine: (name: string, line: string) => void;
}

const READY_POLL_MS = 100;
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 8_000;
const MAX_BACK_OFF_MS = 5_000;
/** pino's level from which a line is worth the developer's screen. */
const WARN_LEVEL = 40;

/** A program of ours that is kept running: brought back when it dies, restarted when its source changes. */
export class ManagedProcess {
  readonly #description: ProcessDescription;
  readonly #events: ProcessEvents;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #stopping = false;
  #everReady = false;
  #ready = false;
  #deaths = 0;
  #recentOutput: string[] = [];
  #lastBroken = '';

  constructor(description: ProcessDescription, events: ProcessEvents) {
    this.#description = description;
    this.#events = events;
    this.#log = createWriteStream(join(description.logDirectory, `${description.name}.log`), { flags: 'a' });
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Resolves when the program answers; it is supervised until `stop`. */
  async start(): Promise<void> {
    const child = this.#spawn();
    await this.#untilReady(child);
  }

  /** For a change in the source: the old one stops in good order, the new one starts. */
  async restart(): Promise<void> {
    this.#deaths = 0;
    await this.#end();
    // Why it does not start is told by the events; another restart may also have come in between.
    if (!this.#stopping) await this.start().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#end();
    this.#log.end();
  }

  #spawn(): ChildProcess {
    const { name, args, env } = this.#description;
    this.#recentOutput = [];
    this.#ready = false;
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', `--require=${tether}`, ...args],
      // A process group of its own: Ctrl-C reaches only `npm start`, which stops everything in order.
      { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true },
    );
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keepLine(name, line));
    }
    child.on('exit', (code, signal) => void this.#afterExit(child, code, signal));
    return child;
  }

  #keepLine(name: string, line: string): void {
    if (!this.#log.writableEnded) this.#log.write(`${line}\n`);
    this.#recentOutput = [...this.#recentOutput.slice(-40), line];
    // Until it is ready, the output is kept back: if the program breaks, it is shown whole and once.
    if (this.#ready && isWorthShowing(line)) this.#events.onLine(name, line);
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (hasEnded(child)) throw new Error(`${this.#description.name} stopped before it was ready`);
      if (await answers(this.#description.readyUrl)) {
        this.#becomeReady();
        return;
      }
      await sleep(READY_POLL_MS);
    }
    const { name } = this.#description;
    const complaint = `${name} was not ready after ${READY_TIMEOUT_MS / 1000} s`;
    this.#events.onBroken(name, [...this.#recentOutput, complaint].join('\n'));
    throw new Error(complaint);
  }

  #becomeReady(): void {
    const { name } = this.#description;
    const again = this.#everReady;
    const held = this.#recentOutput.filter(isWorthShowing);
    this.#ready = true;
    this.#everReady = true;
    this.#lastBroken = '';
    this.#events.onReady(name, again);
    for (const line of held) this.#events.onLine(name, line);
  }

  async #afterExit(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    if (this.#stopping || this.#child !== child) return;
    this.#child = undefined;
    const { name } = this.#description;
    const output = this.#recentOutput.join('\n');
    if (this.#ready) this.#events.onDeath(name, signal ? `killed by ${signal}` : `ended with code ${code}`);
    else if (output !== this.#lastBroken) this.#events.onBroken(name, output);
    this.#lastBroken = this.#ready ? '' : output;
    // The first start is the caller's to give up on; later, a change in the source or a neighbour's return may help.
    if (!this.#everReady) return;
    await sleep(Math.min(MAX_BACK_OFF_MS, 100 * 2 ** this.#deaths++));
    if (this.#isIdle()) await this.start().catch(() => undefined);
  }

  /** Nothing runs and nothing forbids to start it: neither a stop nor a restart came in between. */
  #isIdle(): boolean {
    return !this.#stopping && this.pid === undefined;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || hasEnded(child)) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(force);
  }
}

const tether = fileURLToPath(new URL('./tether.cjs', import.meta.url));

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Waits for the answer: a compiler that is asked early answers once it is done. */
async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(READY_TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Structured lines from the level of warnings on, and whatever is not structured (stacks, a compiler's errors). */
function isWorthShowing(line: string): boolean {
  if (!line.startsWith('{')) return line.trim() !== '';
  const level = /"level":(\d+)/.exec(line);
  return level !== null && Number(level[1]) >= WARN_LEVEL;
}
