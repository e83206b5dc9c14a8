import { setTimeout as sleep } from 'node:timers/promises';
import { program, tryProgram, type ProgramResult } from '../program.ts';

/** kubectl, talking to one cluster, whichever was chosen in the kubeconfig. */
export class Kubectl {
  readonly #context: readonly string[];

  /** @param context its name in the kubeconfig */
  constructor(context: string) {
    this.#context = ['--context', context];
  }

  /** Shows what it does. @throws Error when it fails */
  async run(args: readonly string[], input?: string): Promise<void> {
    await program('kubectl', [...this.#context, ...args], input === undefined ? {} : { input });
  }

  /** What it printed. @throws Error when it fails */
  async ask(...args: readonly string[]): Promise<string> {
    return program('kubectl', [...this.#context, ...args], { quiet: true });
  }

  /** For what may be refused, and says why. */
  async attempt(args: readonly string[], input = ''): Promise<ProgramResult> {
    return tryProgram('kubectl', [...this.#context, ...args], { input, quiet: true });
  }
}

/** Asks again until it is so. @throws Error, with what was seen last, when it never is */
export async function eventually(
  what: string,
  look: () => Promise<string>,
  isSo: (seen: string) => boolean,
  seconds = 300,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return;
    if (Date.now() > end) throw new Error(`${what}: not after ${seconds} seconds; last seen: ${seen}`);
    await sleep(5_000);
  }
}
