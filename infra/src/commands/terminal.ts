import { createInterface } from 'node:readline/promises';

/** How a command talks to who started it. Tests give a recorded one. */
export interface Terminal {
  say(line: string): void;
  /** @returns what was answered, without spaces around it; empty where there is no terminal. */
  ask(question: string): Promise<string>;
}

export const terminal: Terminal = {
  say: (line) => console.log(line),
  ask: async (question) => {
    if (!process.stdin.isTTY) return '';
    const reader = createInterface({ input: process.stdin, output: process.stdout });
    try {
      return (await reader.question(question)).trim();
    } finally {
      reader.close();
    }
  },
};
