import { setTimeout as sleep } from 'node:timers/promises';
import { program, tryProgram, type ProgramResult } from '../program.ts';

const context = ['--context', 'kind-gnar'];

/** Shows what it does. @throws Error when it fails */
export async function kubectl(args: readonly string[], input?: string): Promise<void> {
  await program('kubectl', [...context, ...args], input === undefined ? {} : { input });
}

/** What it printed. @throws Error when it fails */
export async function ask(...args: readonly string[]): Promise<string> {
  return program('kubectl', [...context, ...args], { quiet: true });
}

/** For what may be refused, and says why. */
export async function tryKubectl(args: readonly string[], input = ''): Promise<ProgramResult> {
  return tryProgram('kubectl', [...context, ...args], { input, quiet: true });
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
