import { z } from 'zod';
import type { Environment } from '../../config.ts';
import type { Aws } from '../aws.ts';
import { delegationLines, isDelegated, type ResolveNameServers } from '../delegation.ts';
import { bad, type Finding, good, note } from './finding.ts';

const zonesSchema = z.object({
  HostedZones: z.array(
    z.object({ Id: z.string(), Name: z.string(), Config: z.object({ PrivateZone: z.boolean() }) }),
  ),
});
const zoneSchema = z.object({ DelegationSet: z.object({ NameServers: z.array(z.string()) }) });

/** Whether DNS sends the world to the environment's zone. */
export async function checkDomain(
  { domain }: Environment,
  aws: Aws,
  resolve: ResolveNameServers,
): Promise<Finding> {
  const { HostedZones } = await aws.read(
    ['route53', 'list-hosted-zones-by-name', '--dns-name', domain],
    zonesSchema,
  );
  const zones = HostedZones.filter(({ Name, Config }) => Name === `${domain}.` && !Config.PrivateZone);
  const [zone] = zones;
  const answered = await resolve(domain);
  if (zone === undefined) {
    return note(
      `${domain} has no zone in this account yet: infra:up makes it, prints its name servers and waits for them`,
      ...(answered.length > 0
        ? [`Today it is answered by ${answered.join(', ')}: what is there stops when you delegate it.`]
        : []),
    );
  }
  if (zones.length > 1) {
    return bad(
      `${domain} has ${zones.length} zones in this account`,
      'Delete the ones that are not delegated.',
    );
  }
  const { DelegationSet } = await aws.read(['route53', 'get-hosted-zone', '--id', zone.Id], zoneSchema);
  if (isDelegated(DelegationSet.NameServers, answered)) return good(`${domain} is delegated to its zone`);
  return bad(
    answered.length === 0
      ? `${domain} is not delegated`
      : `${domain} is delegated elsewhere: ${answered.join(', ')}`,
    'At the registrar set these as name servers, or paste them into the zone above it; it takes minutes to hours:',
    ...delegationLines(domain, DelegationSet.NameServers),
  );
}
