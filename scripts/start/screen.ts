import { styleText } from 'node:util';
import { z } from 'zod';
import { product } from '@gnar/contract/product';

const NAME_WIDTH = 10;
const TIME_WIDTH = 6;

const logLine = z.object({
  msg: z.string().optional(),
  err: z.object({ message: z.string().optional() }).optional(),
});

/** What `npm start` shows. Lines are only ever added, so it reads the same on a terminal and in a log. */
export class Screen {
  readonly #started = Date.now();
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  title(): void {
    this.#write(
      `\n  ${styleText('bold', product.fullName)}${styleText('dim', '  · Ctrl-C stops everything')}\n\n`,
    );
  }

  done(name: string, detail: string): void {
    const seconds = `${((Date.now() - this.#started) / 1000).toFixed(1)} s`;
    this.#row(styleText('green', '✓'), styleText('dim', seconds.padStart(TIME_WIDTH)), name, detail);
  }

  waiting(names: readonly string[]): void {
    this.#write(`  ${styleText('dim', `… still starting: ${names.join(', ')}`)}\n`);
  }

  died(name: string, detail: string): void {
    this.#row(styleText('yellow', '!'), ' '.repeat(TIME_WIDTH), name, detail);
  }

  line(name: string, line: string): void {
    this.#row(' ', ' '.repeat(TIME_WIDTH), styleText('dim', name.padEnd(NAME_WIDTH)), readable(line));
  }

  failure(text: string): void {
    this.#write(`\n  ${styleText('red', '✗')} ${text.replaceAll('\n', '\n    ')}\n\n`);
  }

  up(addresses: readonly (readonly [title: string, address: string, note: string])[]): void {
    const width = Math.max(...addresses.map(([, address]) => address.length));
    const rows = addresses.map(
      ([title, address, note]) =>
        `    ${title.padEnd(14)} ${styleText('cyan', address.padEnd(width))}  ${styleText('dim', note)}`,
    );
    this.#write(`\n  ${styleText(['bold', 'green'], `${product.fullName} is up`)}\n\n${rows.join('\n')}\n\n`);
  }

  say(text: string): void {
    this.#write(`  ${text}\n`);
  }

  #row(mark: string, time: string, name: string, detail: string): void {
    this.#write(`  ${mark} ${time}  ${name.padEnd(NAME_WIDTH)}  ${detail}\n`);
  }
}

/** A structured log line as a sentence; anything else as it is. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { msg, err } = logLine.parse(JSON.parse(line));
    return [msg, err?.message].filter(Boolean).join(': ');
  } catch {
    return line;
  }
}
