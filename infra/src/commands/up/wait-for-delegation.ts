import { setTimeout as sleep } from 'node:timers/promises';
import { delegationLines, isDelegated, type ResolveNameServers } from '../delegation.ts';
import type { Terminal } from '../terminal.ts';

export interface DelegationParts {
  readonly terminal: Terminal;
  readonly resolve: ResolveNameServers;
  /** Between two questions; half a minute in life. */
  readonly pause?: () => Promise<unknown>;
  /** False: look once, and do not wait. */
  readonly wait: boolean;
}

const PAUSE_MS = 30_000;

/**
 * Waits until the domain is delegated to its zone: certificates and the mail domain are proved through it.
 * @returns false when it is not, and waiting was declined
 */
export async function waitForDelegation(
  domain: string,
  nameServers: readonly string[],
  { terminal, resolve, wait, pause = () => sleep(PAUSE_MS) }: DelegationParts,
): Promise<boolean> {
  if (isDelegated(nameServers, await resolve(domain))) return true;
  terminal.say(
    `\nDelegate ${domain}: set these as its name servers at the registrar, or paste them into the zone above it:\n`,
  );
  for (const line of delegationLines(domain, nameServers)) terminal.say(`  ${line}`);
  if (!wait) return false;
  terminal.say(
    '\nWaiting until DNS knows (minutes at most registrars, hours at some). Ctrl-C is safe: run again later.',
  );
  do await pause();
  while (!isDelegated(nameServers, await resolve(domain)));
  terminal.say('Delegated.');
  return true;
}
