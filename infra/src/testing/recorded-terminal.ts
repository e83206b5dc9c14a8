import type { Terminal } from '../commands/terminal.ts';

/** A terminal that keeps what it was told, and answers what it was given to answer; then nothing. */
export class RecordedTerminal implements Terminal {
  readonly said: string[] = [];
  readonly asked: string[] = [];
  readonly #answers: string[];

  constructor(...answers: readonly string[]) {
    this.#answers = [...answers];
  }

  get text(): string {
    return this.said.join('\n');
  }

  say(line: string): void {
    this.said.push(line);
  }

  async ask(question: string): Promise<string> {
    this.asked.push(question);
    return this.#answers.shift() ?? '';
  }
}
