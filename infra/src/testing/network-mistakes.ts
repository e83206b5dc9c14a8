import { type ExampleNetwork, exampleNetworks, reachabilityIn } from './example-networks.ts';
import type { Reachability } from './reachability.ts';
import { Synthesised, type TerraformDocument } from './synthesised.ts';
import { synthesisedNetwork } from './synthesised-network.ts';

export type Resources = Record<string, Record<string, Record<string, unknown>>>;

interface Intact {
  readonly documents: ReadonlyMap<string, TerraformDocument>;
  readonly found: readonly string[];
}

const known = new Map<ExampleNetwork, Intact>();

/** A network as it should be; computed once. */
function intact(name: ExampleNetwork): Intact {
  const before = known.get(name);
  if (before !== undefined) return before;
  const system = synthesisedNetwork(exampleNetworks[name]);
  const found = findings(reachabilityIn(exampleNetworks[name], system));
  known.set(name, { documents: system.documents, found });
  return { documents: system.documents, found };
}

/** What a change in the documents changes in the answer: `+ internet → database: 5432`. */
export function effectOf(name: ExampleNetwork, change: (resources: Resources) => void): string[] {
  const { documents, found: before } = intact(name);
  const broken = [...documents].map(([stack, document]) => [stack, changed(document, change)] as const);
  const after = findings(reachabilityIn(exampleNetworks[name], new Synthesised(new Map(broken))));
  const gone = before.filter((line) => !after.includes(line)).map((line) => `- ${line}`);
  const come = after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`);
  return [...gone, ...come];
}

function changed(document: TerraformDocument, change: (resources: Resources) => void): TerraformDocument {
  const resource: Resources = JSON.parse(JSON.stringify(document.resource));
  change(resource);
  return { ...document, resource };
}

function findings({ arrows, waysOut, publicAddresses }: Reachability): string[] {
  return [
    ...arrows,
    ...waysOut.map((line) => `way out: ${line}`),
    ...publicAddresses.map((line) => `public addresses: ${line}`),
  ];
}

/** Sets or adds arguments of a resource. */
export function set(resources: Resources, type: string, id: string, values: Record<string, unknown>): void {
  const ofType = (resources[type] ??= {});
  ofType[id] = { ...ofType[id], ...values };
}

export function remove(resources: Resources, type: string, id: string): void {
  const ofType = Object.entries(resources[type] ?? {});
  const rest = ofType.filter(([name]) => name !== id);
  if (rest.length === ofType.length) throw new Error(`there is no ${type}.${id}`);
  resources[type] = Object.fromEntries(rest);
}

export const INGRESS = 'aws_vpc_security_group_ingress_rule';
export const EGRESS = 'aws_vpc_security_group_egress_rule';
export const idOf = (type: string, id: string): string => `\${${type}.${id}.id}`;
export const database = { security_group_id: idOf('aws_security_group', 'group-database') };
export const cache = { security_group_id: idOf('aws_security_group', 'group-cache') };
export const workload = { security_group_id: idOf('aws_security_group', 'group-workload') };
export const postgres = { ip_protocol: 'tcp', from_port: 5432, to_port: 5432 };
export const isolatedTable = { route_table_id: idOf('aws_route_table', 'vpc-isolated-table') };
export const world = '0.0.0.0/0';
