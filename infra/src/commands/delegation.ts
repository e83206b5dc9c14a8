import { Resolver } from 'node:dns/promises';

/** Asks the public DNS for a domain's name servers; none when it does not know the domain. */
export type ResolveNameServers = (domain: string) => Promise<readonly string[]>;

const UNKNOWN = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ETIMEOUT', 'EREFUSED']);

export const resolveNameServers: ResolveNameServers = async (domain) => {
  try {
    return await new Resolver({ timeout: 5_000, tries: 2 }).resolveNs(domain);
  } catch (error) {
    if (error instanceof Error && 'code' in error && UNKNOWN.has(String(error.code))) return [];
    throw error;
  }
};

/** Whether the world is sent to the zone's own name servers, all of them and no other. */
export function isDelegated(zone: readonly string[], answered: readonly string[]): boolean {
  const plain = (names: readonly string[]) =>
    names
      .map((name) => name.toLowerCase().replace(/\.$/, ''))
      .toSorted()
      .join();
  return zone.length > 0 && plain(zone) === plain(answered);
}

/** What to paste at the registrar, or into the parent's zone. */
export function delegationLines(domain: string, nameServers: readonly string[]): readonly string[] {
  return nameServers.map((name) => `${domain}.  172800  IN  NS  ${name.replace(/\.$/, '')}.`);
}

/** `GNAR_NAME_SERVERS` as the dns stack publishes it. */
export function nameServersOf(outputs: Readonly<Record<string, unknown>>): readonly string[] {
  const published = outputs['GNAR_NAME_SERVERS'];
  return typeof published === 'string' ? published.split(',').filter((name) => name !== '') : [];
}
